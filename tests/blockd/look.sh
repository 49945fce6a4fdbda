# SPDX-License-Identifier: BSD-2-Clause
# Reads the whole disk, and may not write it. Each line of output is a case (tests/boot).
busybox=/bin/busybox
tries=0

mark=$($busybox dd if=/dev/ubda bs=2 skip=255 count=1 2>/dev/null | $busybox od -An -tx1)
[ "$mark" = " 55 aa" ] &&
    echo "ok - the partition table is there"
$busybox dd if=/dev/zero of=/dev/ubda bs=512 count=1 conv=fsync 2>/dev/null ||
    echo "ok - it cannot be written"
until [ $tries = 40 ] || [ "$($busybox grep -c 'written by a VM' /dev/ubda)" -ge 2 ]; do
    $busybox sleep 0.2
    $busybox blockdev --flushbufs /dev/ubda
    tries=$((tries + 1))
done
[ $tries -lt 40 ] && echo "ok - what others write is there"
