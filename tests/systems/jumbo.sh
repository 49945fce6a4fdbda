#!/bin/busybox sh
# SPDX-License-Identifier: BSD-2-Clause
# Each VM of jumbo.yaml runs this; the argument is its name. Each `ok` is a case (see tests/boot).
busybox=/bin/busybox

echo 0 >/proc/sys/net/ipv4/tcp_timestamps # which would take 12 bytes of each segment
case $1 in
client)
    until $busybox ping -c 1 -W 2 10.0.2.15 >/dev/null; do $busybox sleep 0.2; done
    if $busybox ping -c 2 -s 8972 10.0.2.15 >/tmp/said 2>&1; then
        echo "ok - ping with 8972 bytes is answered"
    else
        echo "not ok - ping with 8972 bytes is answered: $($busybox tr '\n' ' ' </tmp/said)"
    fi
    if $busybox ip link set eth0 mtu 9001; then echo "not ok - no MTU above the manifest's"; fi
    $busybox ip link show eth0
    ;;
esac
exec /jumbo "$1"
