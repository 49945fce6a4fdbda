# SPDX-License-Identifier: BSD-2-Clause
# Random numbers that are not those of before; then a pause, so that more may happen between two
# lives.
busybox=/bin/busybox

numbers() {
    $busybox head -c 32 /dev/random | $busybox md5sum
}

first=$(numbers)
[ "${#first}" -gt 32 ] && [ "$first" != "$(numbers)" ] && echo "ok - random numbers" ||
    echo "not ok - random numbers"
$busybox sleep 4
