# SPDX-License-Identifier: BSD-2-Clause
# A Linux VM whose disk and network lie, until both say honest things. Each line of output is a case (tests/boot).
busybox=/bin/busybox
reads=0 asked=0

while $busybox sleep 0.1; do
    $busybox wget -q -T 1 -O /dev/null http://10.0.0.9/
done >/dev/null 2>&1 &
while :; do
    $busybox dd if=/dev/ubda of=/tmp/first bs=512 count=1 2>/dev/null
    [ "$($busybox head -c 6 /tmp/first)" = honest ] && break
    $busybox dd if=/tmp/first of=/dev/ubda bs=512 seek=$((reads % 900)) count=8 conv=fsync 2>/dev/null
    $busybox blockdev --flushbufs /dev/ubda
    reads=$((reads + 1))
done >/dev/null 2>&1
echo "ok - a disk that lied was used $reads times"
until $busybox arping -q -f -c 1 -w 1 -I eth0 10.0.0.7; do
    asked=$((asked + 1))
    [ $asked = 100 ] && exit 1
done >/dev/null 2>&1
echo "ok - a network that lied answers"
echo "done"
