/* SPDX-License-Identifier: BSD-2-Clause */
#include "common.h"

#include <cos/syscall.h>
#include <sched.h>

#define CEILING 255 /* priority in a section; no thread has one so high otherwise */

int64_t begin_section(void)
{
    int64_t error = cos_call(SLOT_SCHED, SCHED_CEILING, CEILING, 0, 0).value;

    step_begin();
    return error;
}

void end_section(void)
{
    cos_call(SLOT_SCHED, SCHED_CEILING, 0, 0, 0);
}
