#!/bin/busybox sh
# SPDX-License-Identifier: BSD-2-Clause
# The first process of dom0: sets up a bridge with the network interface, and the programs for the
# guest's devices, then starts the guest.
/bin/busybox --install -s /bin
mount -t proc proc /proc
mount -t sysfs sysfs /sys
mount -t devtmpfs dev /dev
mkdir -p /dev/pts /etc/xen
mount -t devpts pts /dev/pts
for module in /modules/*; do
    insmod "$module"
done
mount -t xenfs xenfs /proc/xen
mkdir -p /run/xen /run/xenstored /var/lib/xen /var/lib/xenstored /var/log/xen /var/run /run/lock
ln -sf /run/xen /var/run/xen
ln -sf /run/xenstored /var/run/xenstored
brctl addbr br0
ifconfig eth0 up
brctl addif br0 eth0
ifconfig br0 up
touch /etc/xen/xl.conf
xenstored --pid-file /run/xenstored.pid
xen-init-dom0
xenconsoled --log=none
xl create /guest.cfg
exec sleep 100000
