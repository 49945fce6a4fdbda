/* SPDX-License-Identifier: BSD-2-Clause */
#include "gate.h"

#include <cos/runtime.h>
#include <cos/syscall.h>

#define YIELDS  16 /* then the client sleeps, so that a VM of lower priority can run */
#define BUSY_US 1000

bool gate_there(uint64_t slot)
{
    return cos_cap_info(slot).result == COS_CAP_GATE;
}

struct cos_result gate_call(uint64_t slot, uint64_t method, uint64_t a1, uint64_t a2, uint64_t a3)
{
    return cos_call(slot, method, a1, a2, a3);
}

void gate_busy(unsigned tries)
{
    if (tries < YIELDS)
        cos_yield();
    else
        cos_sleep(BUSY_US);
}
