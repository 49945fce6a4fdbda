/* SPDX-License-Identifier: BSD-2-Clause */
/* Waits for the same moment as many others: just before each millisecond, or soon after it. */
#include <cos/runtime.h>
#include <cos/syscall.h>

#define PERIOD_US 1000
#define AFTER_US  20
#define BEFORE    10 /* ticks */

int main(const struct cos_start *start)
{
    uint64_t period = cos_ticks(PERIOD_US), events;

    for (;;) {
        uint64_t next = (cos_tsc() / period + 1) * period;

        if (start->id % 2)
            next += cos_ticks(AFTER_US);
        cos_wait(COS_SLOT_ENDPOINT, next - BEFORE, &events);
    }
}
