/* SPDX-License-Identifier: BSD-2-Clause */
/* Computes, and lets others of less priority do a little now and then. */
#include <cos/runtime.h>

#define COMPUTE_US 15000
#define SLEEP_US   5000

int main(const struct cos_start *start)
{
    (void)start;
    for (;;) {
        uint64_t end = cos_tsc() + cos_ticks(COMPUTE_US);

        while (cos_tsc() < end) {
        }
        cos_sleep(SLEEP_US);
    }
}
