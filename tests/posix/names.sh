#!/bin/sh
# SPDX-License-Identifier: BSD-2-Clause
# Usage: names.sh LIBRARY OUT. Writes a header that puts `our_` before every name that the library
# defines, so that it can be linked beside the C library.
set -e
nm --defined-only "$1" | sed -n 's/^[0-9a-f]* [TDBRVW] \([a-z_]*[a-z0-9_]*\)$/\1/p' |
    sort -u | sed 's/.*/#define & our_&/' > "$2"
