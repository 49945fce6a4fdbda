#!/bin/sh
# SPDX-License-Identifier: BSD-2-Clause
# alpha: an ordinary shell script with pipes, files and background jobs. At the end it makes its
# guest kernel do "$FAULT".
echo "alpha: $(uname -s) $(uname -r), $(grep -c processor /proc/cpuinfo) CPU"
mkdir -p /tmp/work && cd /tmp/work || exit 1

seq 1 200 | awk '{ print $1, $1 * $1 }' > squares
sum=$(cut -d ' ' -f 2 squares | awk '{ s += $1 } END { print s }')
echo "alpha: the sum of the first 200 squares is $sum"

for job in 1 2 3; do
    (seq $job 3 3000 | sort -rn | head -n 1 > "largest.$job") &
done
wait
echo "alpha: three background jobs found $(sort -n largest.* | tr '\n' ' ')"

[ -z "$FAULT" ] && exit 0
echo "alpha: now the guest kernel does this: $FAULT"
echo "$FAULT" > /proc/evm/fault
echo "alpha: this line must never be seen"
exit 1
