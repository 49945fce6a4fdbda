#!/bin/busybox sh
# SPDX-License-Identifier: BSD-2-Clause
# Each VM of lan.yaml runs this; the argument is its name.
. /check.sh
server=10.0.2.15
outside=10.0.2.2 # the emulator's own

ping() {
    $busybox ping -c 2 -W 2 $1
}

sum() {
    $busybox md5sum <"$1" | $busybox cut -c 1-32
}

fetch() {
    until $busybox wget -q -O "$2" "http://$server/$1" 2>/dev/null; do $busybox sleep 0.2; done
}

# Sends a file to a port of the server, which then tells its sum.
give() {
    until $busybox nc $server $2 <"$1"; do $busybox sleep 0.2; done
    fetch sum$2 /tmp/sum$2
    [ "$(sum "$1")" = "$($busybox cat /tmp/sum$2)" ]
}

receive() {
    $busybox nc -l -p $1 -e /lan.sh take $1
    sum /tmp/$1 >/tmp/www/part
    $busybox mv /tmp/www/part /tmp/www/sum$1
}

be_server() {
    $busybox mkdir /tmp/www
    $busybox dd if=/dev/urandom of=/tmp/www/file bs=65536 count=128 2>/dev/null
    sum /tmp/www/file >/tmp/www/sum
    receive 7 &
    receive 8 &
    $busybox httpd -h /tmp/www
    $busybox nc -l -p 99 >/dev/null # until one of them has done
    $busybox nc -l -p 99 >/dev/null
}

be_client() {
    what="an address by DHCP" check $busybox udhcpc -i eth0 -n -q -t 10 -T 1 -s /lan.sh
    what="it is one of the network's" check $busybox grep -q '^10\.0\.2\.' /tmp/lease
    what="what is outside answers" check ping $outside
    fetch file /tmp/file
    fetch sum /tmp/sum
    what="8 MiB came from another VM" check [ "$(sum /tmp/file)" = "$($busybox cat /tmp/sum)" ]
    what="and went back" check give /tmp/file 7
    what="a VM that is not in 'to' does not answer" refuse ping 10.0.2.17
    $busybox nc $server 99 </dev/null
}

set_address() {
    $busybox ifconfig eth0 down
    $busybox ifconfig eth0 hw ether $1
    $busybox ifconfig eth0 $2 netmask 255.255.255.0 up
}

be_forger() {
    # The interface's driver may come later.
    until ping $outside >/dev/null; do $busybox sleep 0.2; done
    own=$($busybox ifconfig eth0 | $busybox sed -n 's/.*HWaddr \([^ ]*\).*/\1/p')
    what="what is outside answers" check ping $outside
    what="another VM does not" refuse ping $server
    what="nor by TCP" refuse $busybox nc -w 2 $server 80
    what="ARP in another's name is not answered"
    refuse $busybox arping -c 2 -w 2 -I eth0 -s $server $outside
    set_address $own $server
    what="another VM's IP address does not help" refuse ping $outside
    set_address $own 10.0.2.77
    what="nor one that no VM has" refuse ping $outside
    set_address 02:00:00:00:00:77 10.0.2.17
    what="nor another Ethernet address" refuse ping $outside
    set_address $own 10.0.2.17
    what="its own addresses do" check ping $outside
}

seconds() {
    $busybox cut -d . -f 1 /proc/uptime
}

be_slow() {
    $busybox dd if=/dev/urandom of=/tmp/file bs=1024 count=400 2>/dev/null
    fetch sum /tmp/sum
    before=$(seconds)
    what="400 KiB at 100 KiB/s arrive" check give /tmp/file 8
    took=$(($(seconds) - before))
    what="in not less than 3 s, but $took" check [ $took -ge 3 ]
    $busybox nc $server 99 </dev/null
}

case $1 in
take) # by nc
    $busybox cat >/tmp/$2
    ;;
bound) # by udhcpc
    echo $ip >/tmp/lease
    $busybox ifconfig eth0 $ip netmask $subnet
    ;;
server | client | forger | slow)
    be_$1
    echo "done"
    ;;
esac
