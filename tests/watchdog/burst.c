/* SPDX-License-Identifier: BSD-2-Clause */
/* Takes all the CPU that it gets for that many milliseconds, after a while in which others begin.
 */
#include <cos/print.h>
#include <cos/runtime.h>

#include "../components/argument.h"

int main(const struct cos_start *start)
{
    uint64_t end;

    (void)start;
    cos_sleep(120000);
    end = cos_tsc() + argument(0) * cos_ticks(1000);
    while (cos_tsc() < end) {
    }
    cos_print("done\n");
    return 0;
}
