/* SPDX-License-Identifier: BSD-2-Clause */
/* Prints while others flood the console: its lines come out in order, and soon. */
#include "../components/check.h"

#include <cos/runtime.h>

#define LINES   20
#define LATE_US 80000 /* for all lines; they do not fit into the console's ring */

int main(const struct cos_start *start)
{
    uint64_t begin;

    (void)start;
    cos_sleep(10000);
    begin = cos_tsc();
    for (unsigned i = 0; i < LINES; i++)
        cos_print("line %u of one that does not flood, but wants to be heard\n", i);
    check(cos_tsc() - begin < cos_ticks(LATE_US), "%u lines are out in %lu us", LINES,
          (unsigned long)((cos_tsc() - begin) / cos_ticks(1)));
    return check_done();
}
