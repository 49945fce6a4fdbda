#!/bin/busybox sh
# SPDX-License-Identifier: BSD-2-Clause
# Each VM of ipv6.yaml runs this; the argument is its name.
. /check.sh

ping() {
    $busybox ping -6 -c 2 -W 2 "$@"
}

server() {
    what="the server gets what the client sends"
    $busybox nc -l -p 80 >/tmp/got </dev/null
    check $busybox test "$($busybox cat /tmp/got)" = "by IPv6"
}

talk() {
    for try in 1 2 3 4 5 6 7 8 9 10; do
        if echo "by IPv6" | $busybox nc -w 5 fd00::15 80; then return 0; fi
        $busybox sleep 1
    done
    return 1
}

client() {
    what="the address is there from the start"
    check $busybox grep -q fd000000000000000000000000000016 /proc/net/if_inet6
    what="the server answers"
    check ping fd00::15
    what="TCP"
    check talk
    $busybox ip -6 addr add fd00::77/64 dev eth0
    $busybox sleep 3 # the kernel finds out that no other VM has it
    what="from another address than its own nothing passes"
    refuse ping -I fd00::77 fd00::15
}

$1
echo done
