# SPDX-License-Identifier: BSD-2-Clause
# Lives three times, the first two of which fail: the disk knows how often. Each line of output is a case (tests/boot).
busybox=/bin/busybox
peer=10.0.0.2

[ "$($busybox dd if=/dev/ubda bs=4 count=1 2>/dev/null)" = life ] || printf 'life\n0\n' | $busybox dd of=/dev/ubda conv=fsync 2>/dev/null
life=$(($($busybox dd if=/dev/ubda bs=512 count=1 2>/dev/null | $busybox sed -n 2p) + 1))
printf 'life\n%d\n' $life | $busybox dd of=/dev/ubda conv=fsync 2>/dev/null && echo "ok - life $life has the disk"
$busybox wget -q -O /tmp/page http://$peer/page && $busybox wget -q -O /tmp/sum http://$peer/sum
[ "$($busybox md5sum </tmp/page | $busybox cut -c 1-32)" = "$($busybox cat /tmp/sum)" ] && echo "ok - life $life has the network"
[ $life -lt 3 ] && exit 1
$busybox nc $peer 99 </dev/null
