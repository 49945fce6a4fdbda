#!/bin/sh
# SPDX-License-Identifier: BSD-2-Clause
# The program of web.yaml, with busybox's commands only.
mkdir -p /disk
mount -t ext4 /dev/ubda /disk || exit 1
starts=$(($(cat /disk/starts 2>/dev/null || echo 0) + 1))
echo $starts >/disk/starts
mkdir -p /disk/www
echo "This system has been started $starts times." >/disk/www/index.html
sync
echo "serving on port 80; starts: $starts"
exec httpd -f -h /disk/www
