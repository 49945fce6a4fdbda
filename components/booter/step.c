/* SPDX-License-Identifier: BSD-2-Clause */
#include "common.h"

#include <cos/runtime.h>

struct progress progress[EVM_COMPONENTS];
uint64_t lives[EVM_COMPONENTS];
bool alive[EVM_COMPONENTS], started[EVM_COMPONENTS];
static uint64_t end = UINT64_MAX;
static bool hurried; /* by another thread */

void step_begin(uint64_t until)
{
    end = cos_tsc() + boot_info()->tsc_hz / 1000000 * BOOTER_STEP_US;
    if (until != 0 && until < end)
        end = until;
}

bool step_is_timed(void)
{
    return end != UINT64_MAX;
}

void step_hurry(void)
{
    __atomic_store_n(&hurried, true, __ATOMIC_RELAXED);
}

bool step_is_over(void)
{
    return cos_tsc() >= end || __atomic_load_n(&hurried, __ATOMIC_RELAXED);
}

/* Only the end forgets the hurry: one that comes between two steps is for the next one. */
void step_end(void)
{
    __atomic_store_n(&hurried, false, __ATOMIC_RELAXED);
}
