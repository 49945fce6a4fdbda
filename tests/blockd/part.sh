# SPDX-License-Identifier: BSD-2-Clause
# A file system on a partition, in use while driver and service die. Usage: part.sh SECONDS; each
# line of output is a case (tests/boot).
busybox=/bin/busybox

fail() {
    echo "not ok - $1 in round $round"
    exit 1
}

/sbin/mke2fs -q -t ext4 /dev/ubda && $busybox mkdir -p /srv &&
    $busybox mount -t ext4 /dev/ubda /srv || fail "making a file system"
[ "$($busybox blockdev --getsize64 /dev/ubda)" = 8388608 ] && echo "ok - a partition of its own"
echo "written by a VM" >/srv/marked
round=0
until [ $round -ge 5 ] && $busybox awk '{ exit $1 < '$1' }' /proc/uptime; do
    $busybox dd if=/dev/urandom of=/srv/file bs=65536 count=8 2>/dev/null &&
        $busybox sync || fail "writing a file"
    before=$($busybox md5sum </srv/file)
    $busybox umount /srv && $busybox mount -t ext4 /dev/ubda /srv ||
        fail "mounting the partition again"
    [ "$($busybox md5sum </srv/file)" = "$before" ] || fail "reading the file"
    round=$((round + 1))
done
echo "ok - a file was written and read $round times"
