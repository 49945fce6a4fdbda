#!/bin/busybox sh
# SPDX-License-Identifier: BSD-2-Clause
# The first process of a peer: sets the network up as in eVM's VM, then runs the program that the
# kernel's parameters name.
/bin/busybox --install -s /bin
mount -t proc proc /proc
mount -t sysfs sysfs /sys
mount -t devtmpfs dev /dev
for module in /modules/*; do
    insmod "$module"
done
# A Xen interface appears only when dom0 has connected it.
while [ -e /sys/bus/xen/devices/vif-0 ] && [ ! -e /sys/class/net/eth0 ]; do
    sleep 0.1
done
ifconfig lo 127.0.0.1 up
ifconfig eth0 10.0.2.15 netmask 255.255.255.0 up && route add default gw 10.0.2.2
exec "$@"
