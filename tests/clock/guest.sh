# SPDX-License-Identifier: BSD-2-Clause
while :; do
    read up rest < /proc/uptime
    busybox echo "linux $(busybox date +%s) $up"
    busybox sleep 1
done
