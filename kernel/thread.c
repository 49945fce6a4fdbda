/* SPDX-License-Identifier: BSD-2-Clause */
/* Dispatching: which thread runs, and what its scheduler learns when it stops. */
#include "cpu.h"

#define CHOICE 64 /* most woken threads that are compared */

struct cpu cpu;

void thread_init(struct thread *t, struct component *c, uint64_t entry, uint64_t argument,
                 uint32_t id)
{
    t->id = id;
    t->component = c;
    t->life = c->frame->life;
    t->calls[0] = (struct call_frame){.component = c, .frame = c->frame, .life = t->life};
    t->top = &t->calls[1];
    regs_start(&t->regs, entry, c->user_flags);
    regs_args(&t->regs)[0] = argument;
}

void thread_dequeue(struct thread *t)
{
    struct thread *p = thread_parent(t);
    if (t->queued && p) {
        *(t->prev ? &t->prev->next : &p->woken) = t->next;
        *(t->next ? &t->next->prev : &p->woken_last) = t->prev;
    }
    t->queued = 0;
}

static void queue_append(struct thread *p, struct thread *t)
{
    if (!p->woken || t->rank > p->urgent)
        p->urgent = t->rank;
    t->next = NULL;
    t->prev = p->woken_last;
    *(t->prev ? &t->prev->next : &p->woken) = t;
    p->woken_last = t;
    t->queued = 1;
}

/* Returns the most urgent one of the first CHOICE woken threads: this takes a bounded time. There
 * is at least one. */
__attribute__((noinline, cold)) static struct thread *choose(struct thread *p)
{
    struct thread *first = p->woken, *t = first->next;
    uint64_t urgent = 0;
    for (unsigned i = 1; t && i < CHOICE; i++, t = t->next) {
        const struct thread *later = t->rank > first->rank ? first : t;
        if (later->rank > urgent)
            urgent = later->rank;
        if (later == first)
            first = t;
    }
    if (!t)
        p->urgent = urgent;
    return first;
}

uint64_t thread_take_woken(struct thread *p)
{
    struct thread *t = p->woken;
    if (!t)
        return 0;
    if (t->next) {
        t = choose(p);
        thread_dequeue(t);
    } else {
        p->woken = p->woken_last = NULL;
        t->queued = 0;
    }
    return t->cookie;
}

void thread_stop_waiting(struct thread *t)
{
    if (t->waiting)
        t->waiting->waiter = NULL;
    t->waiting = NULL;
    t->state = THREAD_READY;
}

static bool alive(const struct thread *t)
{
    return frame_of(t->component)->life == t->life;
}

/* Whether a component still lives that life, and is not the one the thread started in. */
static bool foreign(const struct thread *t, const struct component *c, uint64_t life)
{
    const struct call_frame *home = &t->calls[0];
    return frame_of(c)->life == life && !(c == home->component && life == home->life);
}

/* At most CALL_FRAMES rounds. */
bool thread_abroad(const struct thread *t)
{
    if (t->state == THREAD_ENDED)
        return false;
    for (const struct call_frame *f = &t->calls[1]; f < t->top; f++)
        if (foreign(t, f->component, f->life))
            return true;
    return foreign(t, t->component, t->life);
}

/* A thread that is in another component, or has been called from there, may hold a stack or a lock
 * of it, so it must come back first. Threads in its own queue of woken ones need no update: they
 * find their parent gone. */
int thread_end(struct frame *f)
{
    struct thread *t = frame_memory(f);
    if (t == cpu.thread || f->refs || thread_abroad(t))
        return -COS_EBUSY;
    thread_stop_waiting(t);
    thread_dequeue(t);
    if (t->bound)
        t->bound->bound = NULL;
    vcpu_unbind(t);
    frame_end(f);
    return 0;
}

static void leave(struct thread *old)
{
    uint64_t now = machine_now();
    old->ran += now - cpu.since;
    cpu.since = now;
    if (cpu.component) { /* NULL: it has died */
        old->component = cpu.component;
        old->life = cpu.component->frame->life;
    }
    extended_state_leave(old);
}

void thread_switch(struct thread *t)
{
    if (cpu.thread == t)
        return;
    if (cpu.thread)
        leave(cpu.thread);
    cpu.thread = t;
    cpu.client = NULL;
    debug_leave();
    machine_thread(t);
    if (alive(t) && component_orphaned(t->component))
        component_kill(t->component);
    if (!alive(t)) {
        t->client = NULL;
        cpu.component = NULL;
        thread_unwind(t);
        return;
    }
    bool client_gone = t->client && t->client->life != t->client_life;
    if (client_gone)
        t->client = NULL;
    cpu.component = t->component;
    cpu.client = t->client;
    if (t->client)
        debug_enter(t->vcpu);
    speculation_switch(t->component);
    machine_root(t->client ? frame_number(t->client) << COS_PAGE_SHIFT : t->component->root);
    extended_state_enter(t);
    if (client_gone)
        vcpu_exit(t, COS_EXIT_EVENT, 0, 0); /* the component then looks at its client */
}

static void report(struct thread *parent, uint64_t cause, uint64_t cookie, uint64_t deadline)
{
    uint64_t *a = regs_args(&parent->regs);
    regs_set_result(&parent->regs, cause);
    a[0] = cookie;
    a[1] = deadline;
    a[2] = thread_take_woken(parent);
}

void thread_return(uint64_t cause, uint64_t deadline)
{
    struct thread *t = cpu.thread, *parent = thread_parent(t);
    if (!parent)
        machine_halt("no thread is left to run");
    t->parent_frame->refs--;
    report(parent, cause, t->cookie, deadline);
    if (parent->vcpu)
        vcpu_event(parent);
    thread_switch(parent);
}

bool thread_hand_off(struct thread *scheduler)
{
    struct thread *t = scheduler->woken;
    if (!t || t->next || t->timed || t->reported || !scheduler->hand_off ||
        t->priority < scheduler->hand_off)
        return false; /* the scheduler must cancel the deadline of a timed wait */
    thread_take_woken(scheduler);
    t->nested = scheduler->nested + 1;
    thread_switch(t);
    return true;
}

void thread_ready(struct thread *t)
{
    struct thread *parent = thread_parent(t);
    t->state = THREAD_READY;
    if (!parent)
        return;
    queue_append(parent, t);
    if (cpu.idle || parent != thread_parent(cpu.thread) || t->rank <= cpu.thread->priority)
        return;
    if (cpu.component->flags & COS_COMP_NOINTR)
        machine_interrupt_self(); /* as soon as it leaves that component */
    else
        thread_return(COS_CAUSE_WOKEN, 0);
}

void thread_timer(void)
{
    struct thread *parent = cpu.idle ? cpu.thread : thread_parent(cpu.thread);
    if (!parent)
        return;
    bool expired = machine_now() >= parent->deadline;
    if (!expired)
        timer_arm(parent->deadline);
    if (cpu.idle)
        return;
    if (expired)
        thread_return(COS_CAUSE_TIMER, 0);
    else if (parent->woken && parent->urgent > cpu.thread->priority)
        thread_return(COS_CAUSE_WOKEN, 0);
}
