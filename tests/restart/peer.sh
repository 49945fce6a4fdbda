# SPDX-License-Identifier: BSD-2-Clause
# A web server with one page, until a client connects to port 99.
busybox=/bin/busybox
$busybox mkdir -p /www
$busybox dd if=/dev/urandom of=/www/page bs=65536 count=4 2>/dev/null
$busybox md5sum </www/page | $busybox cut -c 1-32 >/www/sum
$busybox httpd -f -h /www &
$busybox nc -l -p 99 >/dev/null
