# SPDX-License-Identifier: BSD-2-Clause
# Two disks at work until their drivers end for good; `kept`: that of the first one does not. Each
# line of output is a case (tests/boot).
busybox=/bin/busybox

judge() { # of the last command
    [ $? = 0 ] && echo "ok - $1" || echo "not ok - $1; $said"
}

read_raw() {
    $busybox dd if=/dev/$1 of=/dev/null bs=4096 count=16 iflag=direct 2>&1
}

write_file() {
    $busybox dd if=/dev/urandom of=/srv/file bs=4096 count=16 conv=fsync 2>&1
}

# That often, and until it fails by such an error.
until_error() {
    least=$1 count=0
    shift
    while said=$("$@"); do
        count=$((count + 1))
    done
    said="$count times, then: $said"
    [ $count -ge $least ] && echo "$said" | $busybox grep -q "Input/output error"
}

/sbin/mke2fs -q -t ext4 /dev/ubda && $busybox mkdir -p /srv &&
    $busybox mount -t ext4 /dev/ubda /srv && write_file >/dev/null
judge "there is a file system"
until_error 1 read_raw ubdb
judge "a disk that is shared ends with an error"
! read_raw ubdb >/dev/null
judge "and stays so"
if [ "$1" = kept ]; then
    write_file >/dev/null
    judge "the other disk goes on"
else
    until_error 0 write_file
    judge "a disk with a file system ends with an error"
    ! read_raw ubda >/dev/null
    judge "and stays so"
fi
$busybox umount /srv
judge "the file system can be unmounted"
echo "done"
