/* SPDX-License-Identifier: BSD-2-Clause */
/* The scheduler's loop: decide, dispatch, act on the result. Kept short: every wakeup pays for
 * it. */
#include "queue.h"

#include <cos/abi.h>
#include <cos/runtime.h>
#include <cos/syscall.h>
#include <evm/image.h>

COS_STACK(4096);

#define WOKEN_MOST 4 /* threads that are ready before interrupts may come */
/* A deadline of a less urgent thread takes time from the running one. So only one of these expires
 * in each such part of a slice. */
#define APART 50

struct thread threads[SCHED_THREADS];
uint64_t slice, ended_threads, counted;
static uint64_t started;    /* when the last dispatch began */
static uint64_t wait_until; /* when the next deadline of a less urgent thread may expire */

/* Ends SCHED_LOWER up to this priority, as something has come that concerns the thread. */
static void raise_to(struct thread *t, uint8_t priority)
{
    if (priority <= t->low)
        return;
    t->low = priority;
    priority_change(t, false);
}

/* It is ready since that time. */
static void make_ready(struct thread *t, uint64_t since, uint64_t now)
{
    t->since = since;
    if (t->budget != 0)
        account_ready(t, now);
    else
        queue_append(t);
}

static void expire(const struct deadline *d, uint64_t now)
{
    struct thread *t = &threads[d->thread];

    if (d->kind == TIMER) {
        raise_to(t, NOT_LOWERED);
        cos_thread_signal(t->slot, COS_EVENT_TIMER); /* the next dispatch reports a thread that this
                                                        wakes */
    } else if (d->kind == RENEWAL) {
        if (account_renewed(t, now))
            inheritance_update(t->heir);
    } else if (cos_thread_wake(t->slot, COS_ETIMEDOUT) == 0) {
        make_ready(t, d->time, now);
    }
}

/* Takes the most urgent one; then the next dispatch ends at once if there are more, so that
 * interrupts wait for this one only. A thread that is less urgent than the first one gains nothing
 * by it now. But watchdogs must see that it is ready, so its deadline does not wait for ever. */
static void expire_deadline(uint64_t now)
{
    const struct thread *first = queue_first();
    uint8_t running = first != NULL ? first->priority : 0;
    const struct deadline *d;

    if (running > deadline_left && now < wait_until && now < deadline_coming)
        return;
    d = deadline_expired(now, now < wait_until ? running : 0);
    if (d == NULL)
        return;
    if (deadline_urgency(d) < running)
        wait_until = now + slice / APART;
    expire(d, now);
}

static void woken(struct thread *t, uint64_t now)
{
    if (t->state != BLOCKED)
        return;
    if (t->deadlines[WAIT].position != 0)
        deadline_set(t, WAIT, COS_FOREVER);
    inheritance_wake(t);
    make_ready(t, started, now);
}

/* A thread may have run without being queued: a call by it, or what it ran for others, has used up
 * its time or theirs. */
static void leave_queue(struct thread *t)
{
    if (t->state == READY)
        queue_remove(t);
}

static void blocked(struct thread *t, uint64_t deadline)
{
    leave_queue(t);
    t->state = BLOCKED;
    if (deadline >= SCHED_INHERIT(SCHED_THREADS - 1) && deadline != COS_FOREVER)
        inheritance_begin(t, COS_FOREVER - 1 - deadline);
    else if (deadline != COS_FOREVER)
        deadline_set(t, WAIT, deadline);
}

static void ended(struct thread *t)
{
    leave_queue(t);
    t->state = ENDED;
    ended_threads |= 1ull << thread_id(t);
    t->ceiling = 0;
    inheritance_forget(t);
    deadline_set(t, TIMER, COS_FOREVER);
    raise_to(&threads[EVM_SUPERVISOR], t->own);
    cos_thread_signal(SCHED_SLOT_THREAD(EVM_SUPERVISOR), COS_EVENT_OWN);
}

/*
 * Returns the thread that ran last in a dispatch of `t`: another one if `t` waits and the kernel
 * handed the CPU on. That one was not queued yet; threads in between wait again, as the scheduler's
 * data say.
 */
static struct thread *last_to_run(struct thread *t, struct thread *last)
{
    if (last == t || last == NULL)
        return t;
    blocked(t, COS_FOREVER);
    queue_append(last);
    return last;
}

/* A section with a ceiling goes on: no other thread may enter it. */
static bool slice_is_over(const struct thread *t)
{
    return t->left <= 0 && t->ceiling == 0;
}

static void slice_over(struct thread *t, bool yields)
{
    if (is_out_of_time(t) || t->state != READY)
        account_slice_over(t);
    else if (yields)
        queue_yield(t);
    else
        queue_rotate(t);
}

static bool is_interruption(int64_t cause)
{
    return cause == COS_CAUSE_TIMER || cause == COS_CAUSE_WOKEN;
}

/* Updates the state of the thread that ran last. */
static void conclude(struct thread *t, int64_t cause, uint64_t deadline)
{
    if (cause == COS_CAUSE_BLOCKED)
        blocked(t, deadline);
    else if (cause == COS_CAUSE_YIELD || (is_interruption(cause) && slice_is_over(t)))
        slice_over(t, cause == COS_CAUSE_YIELD || t->left < YIELDED / 2);
    else if (!is_interruption(cause))
        ended(t); /* or it cannot be dispatched any more */
}

static uint64_t earlier(uint64_t a, uint64_t b)
{
    return a < b ? a : b;
}

/* Returns the end of its slice; a section with a ceiling goes on beyond that. */
static uint64_t slice_end(struct thread *t)
{
    int64_t left = t->lender != NULL ? inheritance_left(t) : t->left;

    return left <= 0 && t->ceiling != 0 ? COS_FOREVER : started + (uint64_t)left;
}

/* Whether deadlines have passed, and wait for a less urgent thread to run. */
static bool deadlines_wait(void)
{
    return deadline_next <= started;
}

static uint64_t next_deadline(const struct thread *t)
{
    if (!deadlines_wait())
        return deadline_next;
    return t->priority <= deadline_left ? started : earlier(deadline_coming, wait_until);
}

/* Returns the least priority of a thread that the kernel may run when `t` waits; 0: of none. Only
 * the kernel would know how long each of them has run, so the time of neither may be counted
 * against a budget. The kernel knows this of the other one (thread_tell()). That must be more
 * urgent than the threads whose deadlines have passed. */
static uint64_t hand_off(const struct thread *t)
{
    int second = queue_second(t);

    if (deadlines_wait() && deadline_left > second)
        second = deadline_left;
    return t->budget != 0 || t->lender != NULL ? 0 : (uint64_t)(second + 2);
}

static void note_wait(struct thread *t)
{
    uint64_t wait = started - t->since;

    if (wait > t->longest && (int64_t)wait > 0)
        t->longest = wait;
}

static void has_run(struct thread *t, uint64_t now)
{
    t->since = now;
    use(t, now - counted, now);
}

static bool is_refused(const struct cos_values *out)
{
    return out->result == COS_CAUSE_WOKEN && out->v0 == 0;
}

/* The result of its dispatch: it has run, or the thread that the kernel handed the CPU to, or none,
 * as the kernel knows of another thread that is ready. That one pays for what has made it so. */
static void act(struct thread *t, const struct cos_values *out, uint64_t now)
{
    if (is_refused(out)) {
        has_run((struct thread *)out->v2, now);
        return;
    }
    note_wait(t);
    t = last_to_run(t, out->result >= 0 ? (struct thread *)out->v0 : NULL);
    t->left -= (int64_t)(now - counted);
    has_run(t, now);
    conclude(t, out->result, out->v1);
}

/* Lets interrupts come, and takes another thread that is ready: no dispatch succeeds before all are
 * taken that are at least as urgent. */
static struct cos_values let_interrupts(uint64_t *now)
{
    struct cos_values out = cos_idle(0);

    *now = cos_tsc();
    if (out.result >= 0 && out.v2 != 0)
        has_run((struct thread *)out.v2, *now);
    return out;
}

/* A thread that is out of time has a lender's priority. The kernel is to compare that with others,
 * if it is less than the thread's own. */
static struct cos_values dispatch(struct thread *t)
{
    bool lent = t->priority < t->base;
    struct cos_values out;

    if (lent)
        thread_tell_as(t, t->priority);
    out = cos_dispatch(t->slot, earlier(next_deadline(t), slice_end(t)), hand_off(t));
    if (lent)
        thread_tell(t);
    return out;
}

int main(const struct cos_start *start)
{
    unsigned refused = 0; /* dispatches one after the other */

    (void)start;
    started = counted = cos_tsc();
    for (;;) {
        struct thread *t = queue_first();
        struct cos_values out;
        uint64_t now;

        if (t == NULL) {
            out = cos_idle(deadline_next);
            now = cos_tsc();
        } else if (refused == WOKEN_MOST) {
            out = let_interrupts(&now);
            refused = 0;
        } else {
            out = dispatch(t);
            now = cos_tsc();
            refused = is_refused(&out) ? refused + 1 : 0;
            act(t, &out, now);
        }
        if (out.result >= 0 && out.v2 != 0)
            woken((struct thread *)out.v2, now);
        if (deadline_next <= now)
            expire_deadline(now);
        started = counted = now; /* charges the time spent here to the next thread */
    }
}
