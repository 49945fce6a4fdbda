#!/bin/busybox sh
# SPDX-License-Identifier: BSD-2-Clause
# Xen's tools call this when the guest's interface appears in dom0: $1 is `online` then, $vif the
# interface.
[ "$1" = online ] || exit 0
ifconfig "$vif" up
brctl addif br0 "$vif"
xenstore-write "$XENBUS_PATH/hotplug-status" connected
