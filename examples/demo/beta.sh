#!/bin/sh
# SPDX-License-Identifier: BSD-2-Clause
# beta: a database and a multi-threaded program, both dynamically linked. What happens to alpha does
# not affect them.
sqlite3 /tmp/shop.db < /demo/shop.sql > /tmp/answer || exit 1
echo "beta: sqlite3 says $(cat /tmp/answer)"
[ "$(cat /tmp/answer)" = "4000 orders, 8002000 in all, best customer: customer-7" ] || exit 2
threads 4 || exit 3
echo "beta: all answers are right"
