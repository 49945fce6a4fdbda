/* SPDX-License-Identifier: BSD-2-Clause */
/* A service that, on its clients' threads, tries what only the clients may do with them: cancel and
 * set their timer, and send them events. Result: how many attempts were not refused. */
#include <cos/entry.h>
#include <cos/runtime.h>
#include <cos/syscall.h>
#include <evm/image.h>
#include <sched.h>

#include "service.h"

COS_ENTRY(evm_gate_0, meddle);

#define FORGED \
    (COS_EVENT_POWER | COS_EVENT_INPUT | COS_EVENT_IRQ | COS_EVENT_TIMER | COS_EVENT_PEER)

static int64_t sched(uint64_t method, uint64_t a1, uint64_t a2)
{
    return cos_call(COS_SLOT_SCHED, method, a1, a2, 0).value;
}

struct cos_result meddle(uint64_t a0, uint64_t a1, uint64_t a2, uint64_t a3, uint64_t token,
                         uint64_t thread)
{
    unsigned let = 0;

    (void)a0, (void)a1, (void)a2, (void)a3;
    sched(SCHED_TIMER, cos_tsc(), 0); /* its own timer, whatever the thread */
    sched(SCHED_TIMER, COS_FOREVER, 0);
    let += sched(SCHED_NOTIFY, thread, FORGED) != -COS_EDENIED;
    let += sched(SCHED_NOTIFY, token, FORGED) != -COS_EDENIED;
    let += sched(SCHED_NOTIFY, EVM_SUPERVISOR, FORGED) != -COS_EDENIED;
    let += sched(SCHED_NOTIFY, cos_self()->id, COS_EVENT_OWN) != 0; /* which is allowed */
    let += sched(SCHED_PRIORITY, token, 1) != -COS_EDENIED;
    let += sched(SCHED_LOWER, 1, 0) != -COS_EDENIED;
    let += sched(SCHED_CEILING, 255, 0) != -COS_EDENIED;
    let += sched(SCHED_REMOVE, token, 0) != -COS_EDENIED;
    return (struct cos_result){.value = let};
}

int main(const struct cos_start *start)
{
    (void)start;
    return service_wait();
}
