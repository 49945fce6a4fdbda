# SPDX-License-Identifier: BSD-2-Clause
# A Linux VM whose disk and network lie, until both say honest things. Each line of output is a case
# (tests/boot).
busybox=/bin/busybox
reads=0 asked=0

# Notes how each attempt to talk to an address without a VM ended: the number of attempts is the
# load. Status 143 is our own signal; a higher one is a crash of the program, which makes no load.
talk() {
    while $busybox sleep 0.1; do
        $busybox wget -q -O /dev/null http://10.0.0.9/ &
        $busybox sleep 0.3
        kill $!
        wait $!
        echo $? >>/tmp/talked
    done >/dev/null 2>&1
}

sent() {
    $busybox awk '/eth0:/ { sub(/.*:/, ""); print $10 }' /proc/net/dev
}

# Without this, packets would wait for an answer to ARP, and never leave.
$busybox arp -i eth0 -s 10.0.0.9 02:00:00:00:00:99
before=$(sent)
talk &
while :; do
    $busybox dd if=/dev/ubda of=/tmp/first bs=512 count=1 2>/dev/null
    [ "$($busybox head -c 6 /tmp/first)" = honest ] && break
    $busybox dd if=/tmp/first of=/dev/ubda bs=512 seek=$((reads % 900)) count=8 conv=fsync
    $busybox blockdev --flushbufs /dev/ubda
    reads=$((reads + 1))
done >/dev/null 2>&1
[ $reads -gt 0 ] && echo "ok - a disk that lied was used $reads times" ||
    echo "not ok - there was no load on the disk"
packets=$(($(sent) - before))
talks=$($busybox grep -c '^' /tmp/talked)
crashes=$($busybox grep -cvE '^(0|1|143)$' /tmp/talked)
[ $talks -gt 0 ] && [ $crashes = 0 ] && [ $packets -gt 0 ] &&
    echo "ok - while it lied, $talks attempts to talk sent $packets packets" ||
    echo "not ok - no load on the network: $talks attempts, $crashes crashes, $packets packets"
until $busybox arping -q -f -c 1 -w 1 -I eth0 10.0.0.7; do
    asked=$((asked + 1))
    [ $asked = 100 ] && exit 1
done >/dev/null 2>&1
echo "ok - a network that lied answers"
echo "done"
