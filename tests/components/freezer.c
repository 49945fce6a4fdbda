/* SPDX-License-Identifier: BSD-2-Clause */
/* Tries to freeze its thread inside root components, and calls those in a loop: again and again it
 * revokes the scheduler's capabilities to dispatch the thread, and the thread's endpoint. The
 * supervisor must still report and restart other components. Then it crashes. */
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
