/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Tries to have its thread stop for ever where it is in the hands of root components, and calls
 * those in a loop: it takes from the scheduler what that dispatches the thread by, and the thread's
 * endpoint, again and again. Others must be reported and started again all the same. It crashes
 * then.
 */
#include <booter.h>
#include <cos/print.h>
#include <cos/runtime.h>
#include <cos/syscall.h>
#include <sched.h>
#include <supervisor.h>

#define CALLS 500

int main(const struct cos_start *start)
{
    for (unsigned i = 0; i < CALLS; i++) {
        cos_revoke(COS_SLOT_THREAD);
        cos_thread_bind(COS_SLOT_THREAD, COS_SLOT_ENDPOINT, 0, 0);
        cos_call(COS_SLOT_SUPERVISOR, SUPERVISOR_STATUS, start->id, 0, 0);
        cos_call(COS_SLOT_SCHED, SCHED_YIELD, 0, 0, 0);
        cos_call(COS_SLOT_BOOTER, BOOTER_PAGES, start->id, 0, 0);
    }
    __asm__ volatile("ud2");
    return 0;
}
