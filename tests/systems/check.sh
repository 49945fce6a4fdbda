# SPDX-License-Identifier: BSD-2-Clause
# For scripts that VMs run: `check` and `refuse` judge a command, after `what="..."`. Each `ok` is a
# case (see tests/boot).
busybox=/bin/busybox

fail() {
    echo "not ok - $what: $($busybox tr '\n' ' ' </tmp/said)"
}

check() {
    if "$@" >/tmp/said 2>&1; then echo "ok - $what"; else fail; fi
}

refuse() {
    if "$@" >/tmp/said 2>&1; then fail; else echo "ok - $what"; fi
}
