# SPDX-License-Identifier: BSD-2-Clause
# Draws from the kernel's generator, which draws anew from its sources each second: that often.
busybox=/bin/busybox
count=0 drawn=

while [ $count -lt $1 ] && word=$($busybox head -c 16 /dev/random | $busybox md5sum); do
    drawn="$drawn$word
"
    count=$((count + 1))
    $busybox sleep 1
done
different=$(echo -n "$drawn" | $busybox sort -u | $busybox wc -l)
[ $different = $1 ] && echo "ok - $1 times it is there at once, and new" ||
    echo "not ok - $1 times; $different"
echo "done"
