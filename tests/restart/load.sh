# SPDX-License-Identifier: BSD-2-Clause
# Disk and TCP at work while drivers and the switch die. Usage: load.sh SECONDS; each line of output
# is a case (tests/boot).
busybox=/bin/busybox
peer=10.0.2.16 # serves a file and its checksum
echo=10.0.2.100 # beyond the uplink; sends back what it gets
disks=0 pages=0 echoes=0

fail() {
    echo "not ok - $1 in round $round"
    $busybox nc $peer 99 </dev/null
    exit 1
}

sum() {
    $busybox md5sum <"$1" | $busybox cut -c 1-32
}

# Written, and read again from the disk: nothing is left in memory when it has been unmounted.
use_disk() {
    $busybox dd if=/dev/urandom of=/srv/file bs=65536 count=4 2>/dev/null && $busybox sync ||
        fail "writing a file"
    before=$(sum /srv/file)
    $busybox umount /srv && $busybox mount -t ext4 /dev/ubda /srv || fail "mounting the disk again"
    [ "$(sum /srv/file)" = "$before" ] || fail "reading the file"
    disks=$((disks + 1))
}

use_peer() {
    $busybox wget -q -O /tmp/page http://$peer/page &&
        $busybox wget -q -O /tmp/sum http://$peer/sum || fail "a download"
    [ "$(sum /tmp/page)" = "$($busybox cat /tmp/sum)" ] || fail "what was downloaded"
    pages=$((pages + 1))
}

use_echo() {
    $busybox nc $echo 7 </tmp/page >/tmp/back || fail "a connection beyond the uplink"
    $busybox cmp /tmp/page /tmp/back || fail "what came back"
    echoes=$((echoes + 1))
}

/sbin/mke2fs -q -t ext4 /dev/ubda && $busybox mkdir -p /srv &&
    $busybox mount -t ext4 /dev/ubda /srv || fail "making a file system"
round=0
until $busybox awk '{ exit $1 < '$1' }' /proc/uptime; do
    use_disk
    use_peer
    use_echo
    round=$((round + 1))
done
[ $round -ge 5 ] && echo "ok - a file was written and read $disks times" ||
    fail "too little was done"
echo "ok - a file came $pages times from another VM"
echo "ok - a file went $echoes times beyond the uplink and back"
$busybox umount /srv && echo "ok - the disk can be unmounted"
$busybox nc $peer 99 </dev/null
echo "done"
