/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * A server of low priority for callers of all: the urgent one's requests take no longer than what
 * is under way, though a component of a priority in between computes for long. contender.c calls.
 */
#include "loans.h"

#include <cos/runtime.h>
#include <memory.h>
#include <thread.h>

#include "check.h"
#include "sessions.h"

__asm__(".globl evm_fpu\n.set evm_fpu, 1");

int64_t serve(uint64_t kind, uint64_t value)
{
    const uint64_t end = cos_tsc() + cos_ticks(value);

    if (kind == CALL_SLEEP)
        thread_sleep(end);
    while (kind == CALL_WORK && cos_tsc() < end) {
    }
    return 0;
}

int main(const struct cos_start *start)
{
    memory_start((void *)start->ram_start, start->ram_pages);
    threads_start();
    check_result(sessions_start(), 0, "endpoints for carriers");
    thread_sleep(COS_FOREVER / 2); /* the urgent one ends the system */
    return check_done();
}
