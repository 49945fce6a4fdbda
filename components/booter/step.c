/* SPDX-License-Identifier: BSD-2-Clause */
#include "common.h"

#include <cos/runtime.h>

struct progress progress[EVM_COMPONENTS];
uint64_t lives[EVM_COMPONENTS];
bool alive[EVM_COMPONENTS];
static uint64_t end = UINT64_MAX;

void step_begin(void)
{
    end = cos_tsc() + boot_info()->tsc_hz / 1000000 * BOOTER_STEP_US;
}

bool step_is_over(void)
{
    return cos_tsc() >= end;
}
