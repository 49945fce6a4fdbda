/* SPDX-License-Identifier: BSD-2-Clause */
#include "gate.h"

#include <cos/syscall.h>
#include <cos/wait.h>

bool gate_there(uint64_t slot)
{
    return cos_cap_info(slot).result == COS_CAP_GATE;
}

struct cos_result gate_call(uint64_t slot, uint64_t method, uint64_t a1, uint64_t a2, uint64_t a3)
{
    return cos_call(slot, method, a1, a2, a3);
}

void gate_busy(uint64_t *us)
{
    cos_back_off(us);
}
