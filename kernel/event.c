/* SPDX-License-Identifier: BSD-2-Clause */
#include "cpu.h"

void endpoint_signal(struct endpoint *e, uint64_t bits)
{
    e->bits |= bits;
    struct thread *t = e->waiter;
    if (t) {
        regs_set_result(&t->regs, 0);
        regs_args(&t->regs)[0] = e->bits;
        e->bits = 0;
        e->waiter = NULL;
        t->waiting = NULL;
        thread_ready(t);
    } else if (e->bound && e->bits) {
        vcpu_event(e->bound);
    }
}

void component_tell(struct component *c)
{
    const struct cap event = c->fault_event;
    if (cap_valid(&event))
        endpoint_signal(event.endpoint, event.bits);
}

static void endpoint_end(struct endpoint *e)
{
    struct thread *t = e->waiter;
    if (e->bound)
        e->bound->bound = NULL;
    if (!t)
        return;
    regs_set_result(&t->regs, -(int64_t)COS_EDEAD);
    t->waiting = NULL;
    thread_ready(t);
}

void endpoints_end(struct frame *f)
{
    struct endpoint *e = frame_memory(f);
    for (unsigned i = 0; i < COS_ENDPOINTS; i++)
        endpoint_end(&e[i]);
    frame_end(f);
}
