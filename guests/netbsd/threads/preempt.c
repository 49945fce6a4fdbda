/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Events at the VM's endpoint, and their effect on the running client thread. In the client's own
 * code, it yields to others at once. Other code (the rump kernel, hypercalls) relies on not being
 * preempted, so the event is noted for the next switch or thread_check(). Code may reach neither,
 * so the timer tries again a moment later. Only the main carrier does all this.
 */
#include <cos/runtime.h>
#include <cos/start.h>
#include <cos/syscall.h>

#include "internal.h"

#define SLICE_US 10000 /* how long a client thread runs while others are ready */
#define RETRY_US 100

volatile bool thread_interrupted;
static uint64_t noted;               /* events fetched and not yet handled; thread_interrupted is
                                      * set then */
static uint64_t armed = COS_FOREVER; /* the timer's setting */

void preempt_later(void);
void preempt_now(void);

static void arm(uint64_t deadline)
{
    if (deadline < armed) {
        armed = deadline;
        cos_timer(deadline);
    }
}

void preempt_note(uint64_t events)
{
    if (events & COS_EVENT_TIMER)
        armed = COS_FOREVER;
    noted |= events;
    thread_interrupted = true;
}

static void fetch(void)
{
    uint64_t events;

    evm_vcpu.pending = 0;
    if (cos_wait(COS_SLOT_ENDPOINT, 0, &events) == 0)
        preempt_note(events);
}

void preempt_handle(void)
{
    uint64_t events;

    if (evm_vcpu.pending)
        fetch();
    events = noted & ~(uint64_t)(COS_EVENT_TIMER | COS_EVENT_OWN);
    noted = 0;
    thread_interrupted = false;
    if (events != 0 && threads_event != NULL)
        threads_event(events);
}

/* Called by upcall.S if code other than the client's own was interrupted. */
void preempt_later(void)
{
    fetch();
    arm(cos_tsc() + cos_ticks(RETRY_US));
    evm_vcpu.masked = 0; /* a later pending event comes with the retry */
}

/* Called by upcall.S, which has saved all registers, if the client's own code was interrupted. */
void preempt_now(void)
{
    fetch();
    thread_yield();
}

static void unmask(void)
{
    evm_vcpu.masked = 0;
    if (evm_vcpu.pending) {
        evm_vcpu.masked = 1;
        preempt_later();
    }
}

void preempt_allow(void)
{
    uint64_t deadline = timers_first(), slice;

    if (threads_ready.first != NULL) {
        slice = cos_tsc() + cos_ticks(SLICE_US);
        deadline = slice < deadline ? slice : deadline;
    }
    arm(deadline);
    unmask();
}

void preempt_soon(void)
{
    evm_vcpu.masked = 1;
    arm(cos_tsc() + cos_ticks(SLICE_US));
    unmask();
}
