/* SPDX-License-Identifier: BSD-2-Clause */
/* Operations on threads and event endpoints. */
#include "cpu.h"
#include "ops.h"

int64_t op_signal(struct thread *t, struct cap *cap)
{
    (void)t;
    endpoint_signal(cap->endpoint, cap->bits);
    return OP_DONE;
}

/* a0: deadline. */
int64_t op_wait(struct thread *t, struct cap *cap)
{
    uint64_t *a = regs_args(&t->regs), deadline = a[0];
    struct endpoint *e = cap->endpoint;
    struct thread *scheduler;
    if (e->bits) {
        a[0] = e->bits;
        e->bits = 0;
        return 0;
    }
    if (deadline == 0)
        return -COS_EAGAIN;
    if (e->waiter)
        return -COS_EBUSY;
    if (!(scheduler = thread_parent(t)))
        return -COS_EINVAL; /* no thread dispatched it, so none could run instead */
    e->waiter = t;
    t->waiting = e;
    t->state = THREAD_WAITING;
    t->timed = deadline != COS_FOREVER;
    a[0] = 0;
    if (t->timed || !thread_hand_off(scheduler))
        thread_return(COS_CAUSE_BLOCKED, deadline);
    return OP_DONE;
}

static int64_t dispatch_refused(struct thread *s)
{
    uint64_t *a = regs_args(&s->regs);
    a[0] = a[1] = 0;
    a[2] = thread_take_woken(s);
    return COS_CAUSE_WOKEN;
}

static void adopt(struct thread *s, struct thread *t)
{
    thread_dequeue(t);
    t->parent = s;
    t->parent_frame = thread_frame(s);
    t->parent_life = t->parent_frame->life;
}

/* a0: deadline, a1: hand-off. */
int64_t op_dispatch(struct thread *s, struct cap *cap)
{
    struct thread *t = cap->thread;
    if (s->nested == COS_DISPATCH_DEPTH)
        return -COS_EDEPTH;
    if (s->woken && s->urgent >= t->priority)
        return dispatch_refused(s);
    if (t == s || t->state != THREAD_READY || thread_frame(t)->refs)
        return -COS_EBUSY;
    if (thread_parent(t) != s)
        adopt(s, t);
    t->nested = s->nested + 1;
    s->deadline = regs_args(&s->regs)[0];
    s->hand_off = regs_args(&s->regs)[1];
    t->parent_frame->refs++;
    timer_arm(s->deadline);
    thread_switch(t);
    return OP_DONE;
}

/* a0: deadline. */
int64_t op_idle(struct thread *s, struct cap *unused)
{
    (void)unused;
    s->deadline = regs_args(&s->regs)[0];
    timer_arm(s->deadline);
    cpu.idle = 1;
    machine_open();
    while (!s->woken && machine_now() < s->deadline)
        machine_idle();
    cpu.idle = 0;
    if (s->woken)
        return dispatch_refused(s);
    uint64_t *a = regs_args(&s->regs);
    a[0] = a[1] = a[2] = 0;
    return COS_CAUSE_TIMER;
}

/* a0: error number. */
int64_t op_thread_wake(struct thread *caller, struct cap *cap)
{
    uint64_t error = regs_args(&caller->regs)[0];
    struct thread *t = cap->thread;
    if (error > 255)
        return -COS_EINVAL;
    if (t->state != THREAD_WAITING)
        return -COS_EBUSY;
    thread_stop_waiting(t);
    regs_set_result(&t->regs, -error);
    return 0;
}

/* a0: cookie, a1: priority, a2: reported. */
int64_t op_thread_set(struct thread *caller, struct cap *cap)
{
    const uint64_t *a = regs_args(&caller->regs);
    if (a[1] > 255 || a[2] > COS_REPORTED_FIRST)
        return -COS_EINVAL;
    struct thread *t = cap->thread, *parent = thread_parent(t);
    t->cookie = a[0];
    t->priority = a[1];
    t->reported = a[2];
    t->rank = a[2] == COS_REPORTED_FIRST ? 255 : a[1];
    if (t->queued && parent && t->rank > parent->urgent)
        parent->urgent = t->rank;
    if (t == caller && parent && parent->woken && parent->urgent > a[1])
        machine_interrupt_self(); /* the woken ones did not preempt it, but are more urgent now */
    return 0;
}

/* a0: event bits. */
int64_t op_thread_signal(struct thread *caller, struct cap *cap)
{
    struct endpoint *e = cap->thread->bound;
    if (!e)
        return -COS_ENOENT;
    endpoint_signal(e, regs_args(&caller->regs)[0]);
    return OP_DONE;
}

int64_t op_thread_time(struct thread *caller, struct cap *cap)
{
    const struct thread *t = cap->thread;
    regs_args(&caller->regs)[0] = t->ran + (t == caller ? machine_now() - cpu.since : 0);
    return 0;
}

/* a0: deadline. */
int64_t op_dispatch_timer(struct thread *caller, struct cap *cap)
{
    uint64_t deadline = regs_args(&caller->regs)[0];
    struct thread *parent = thread_parent(caller);
    if (cap->thread != caller || !parent)
        return -COS_EINVAL;
    if (deadline < parent->deadline) {
        parent->deadline = deadline;
        timer_arm(deadline);
    }
    return 0;
}

int64_t op_yield(struct thread *t, struct cap *unused)
{
    (void)unused;
    if (thread_parent(t))
        thread_return(COS_CAUSE_YIELD, 0);
    return OP_DONE;
}

/* Returns the thread whose fault registers to access: the capability's, or with slot 0 (no
 * capability) the caller, if it runs a fault handler; else NULL. */
static struct thread *faulted(struct thread *caller, const struct cap *cap)
{
    struct thread *t = cap ? cap->thread : caller;
    if (!cap && (caller->top == &caller->calls[1] || caller->top[-1].ip != 0))
        return NULL;
    return t->fault_depth ? t : NULL;
}

/* Returns the call frame of the latest fault, which names the faulting component. At most
 * CALL_FRAMES rounds. */
static const struct call_frame *fault_frame(const struct thread *t)
{
    const struct call_frame *f = t->top - 1;
    while (f->ip)
        f--;
    return f;
}

/* Finds the thread for both operations. Returns 0, or their error. The holder of a thread has no
 * rights over the components that the thread calls. */
static int fault_registers(struct thread *caller, struct cap *cap, struct thread **t)
{
    *t = faulted(caller, cap);
    if (!*t)
        return -COS_ENOENT;
    if (!cap)
        return 0;
    if (*t == cpu.thread)
        return -COS_EBUSY;
    const struct call_frame *f = fault_frame(*t);
    return f->component == (*t)->calls[0].component && f->life == (*t)->calls[0].life
               ? 0
               : -COS_EDENIED;
}

/* a0: COS_REG_*. */
int64_t op_thread_read(struct thread *caller, struct cap *cap)
{
    uint64_t *a = regs_args(&caller->regs);
    struct thread *t;
    int error = a[0] < COS_REGS ? fault_registers(caller, cap, &t) : -COS_EINVAL;
    if (error)
        return error;
    const uint64_t *value = regs_register(&t->faults[t->fault_depth - 1], a[0]);
    if (!value)
        value = bases_register(&fault_frame(t)->bases, a[0]);
    a[0] = *value;
    return 0;
}

/* a0: COS_REG_*, a1: value. */
int64_t op_thread_write(struct thread *caller, struct cap *cap)
{
    const uint64_t *a = regs_args(&caller->regs);
    struct thread *t;
    if (!regs_accept(a[0], a[1]))
        return -COS_EINVAL;
    int error = fault_registers(caller, cap, &t);
    if (error)
        return error;
    regs_write(&t->faults[t->fault_depth - 1], a[0], a[1]);
    return 0;
}

/* a0: slot of the component, a1: calls that have to return first, a2: COS_REG_*. */
int64_t op_thread_inspect(struct thread *caller, struct cap *cap)
{
    uint64_t *a = regs_args(&caller->regs), up = a[1], reg = a[2];
    struct thread *t = cap->thread;
    const struct cap *c = cap_find(cpu.component, a[0], COS_CAP_COMP, COS_RIGHT_MANAGE);
    if (reg >= COS_REGS)
        return -COS_EINVAL;
    if (t == cpu.thread)
        return -COS_EBUSY;
    if (t->state == THREAD_ENDED || up >= (uint64_t)(t->top - t->calls))
        return -COS_ENOENT;
    const struct call_frame *f = t->top - up;
    if (!c || c->component != (up ? f->component : t->component) ||
        c->component->frame->life != (up ? f->life : t->life))
        return -COS_EDENIED;
    int64_t state = t->client                    ? COS_INSPECTED_CLIENT
                    : t->state == THREAD_WAITING ? COS_INSPECTED_WAITS
                                                 : COS_INSPECTED_READY;
    if (t->client)
        vcpu_exit(t, COS_EXIT_EVENT, 0, 0);
    if (t->full == RESUME_CALL)
        regs_complete(&t->regs);
    const uint64_t *value = up ? &f->ip : regs_register(&t->regs, reg);
    a[0] = *(value ? value : bases_register(&t->bases, reg));
    a[1] = up ? f->sp : 0;
    return state;
}

/* a0: FS base. */
int64_t op_set_fsbase(struct thread *t, struct cap *unused)
{
    (void)unused;
    uint64_t base = regs_args(&t->regs)[0];
    if (base >= COS_USER_TOP)
        return -COS_EINVAL;
    extended_state_set_fsbase(base);
    return 0;
}
