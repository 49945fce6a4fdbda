#!/bin/sh
# SPDX-License-Identifier: BSD-2-Clause
# In a Linux VM: a file system on a disk that NetBSD drives; and a page of it for a NetBSD VM.
PATH=/bin
busybox --install -s /bin
mkdir /mnt
try() {
    what=$1
    shift
    if "$@"; then echo "ok - $what"; else echo "not ok - $what"; fi
}
sum() { md5sum <"$1"; }
try "a disk that NetBSD drives is mounted" mount -t ext4 /dev/ubda /mnt
try "the file from the build machine" test "$(cat /mnt/carried.txt)" = "made on the build machine"
yes 0123456789abcde | head -n 65536 >/tmp/page
head -c 4194304 /dev/urandom >/tmp/noise
try "files are written" cp /tmp/page /tmp/noise /mnt
try "and flushed" sync
umount /mnt
try "mounted again" mount -t ext4 /dev/ubda /mnt
read_back="$(sum /mnt/page) $(sum /mnt/noise)"
try "they are the same" test "$read_back" = "$(sum /tmp/page) $(sum /tmp/noise)"
{ printf 'HTTP/1.0 200 OK\r\n\r\n' && cat /mnt/page; } | nc -l -p 80
try "the page is served, and the disk left" umount /mnt
