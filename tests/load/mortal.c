/* SPDX-License-Identifier: BSD-2-Clause */
/* Gives a sign of life, with another time than in its last life, computes for a while, and
 * crashes. */
#include <cos/runtime.h>
#include <cos/syscall.h>
#include <supervisor.h>

#define STEP_US 13 /* lives differ, so that components crash while others are made */
#define STEPS   7
#define TIMES   64

int main(const struct cos_start *start)
{
    uint64_t now = cos_tsc(), until = now + cos_ticks(STEP_US * (start->id % STEPS));

    cos_call(COS_SLOT_SUPERVISOR, SUPERVISOR_ALIVE, SUPERVISOR_ALIVE_LEAST + now % TIMES, 0, 0);
    while (cos_tsc() < until) {
    }
    *(volatile uint64_t *)0x123456789000 = 1;
    return 0;
}
