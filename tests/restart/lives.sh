# SPDX-License-Identifier: BSD-2-Clause
# Lives three times, the first two of which fail: the disk knows how often. Each line of output is a
# case (tests/boot).
busybox=/bin/busybox
peer=10.0.0.2

read_disk() {
    $busybox dd if=/dev/ubda "$@" count=1 2>/dev/null
}

write_life() {
    printf 'life\n%d\n' $1 | $busybox dd of=/dev/ubda conv=fsync 2>/dev/null
}

[ "$(read_disk bs=4)" = life ] || write_life 0
life=$(($(read_disk bs=512 | $busybox sed -n 2p) + 1))
write_life $life && echo "ok - life $life has the disk"
$busybox wget -q -O /tmp/page http://$peer/page && $busybox wget -q -O /tmp/sum http://$peer/sum
sum=$($busybox md5sum </tmp/page | $busybox cut -c 1-32)
[ "$sum" = "$($busybox cat /tmp/sum)" ] && echo "ok - life $life has the network"
[ $life -lt 3 ] && exit 1
$busybox nc $peer 99 </dev/null
