/* SPDX-License-Identifier: BSD-2-Clause */
/* Calls by clients, the supervisor and the booter, on their own threads. */
#include "queue.h"

#include <cos/entry.h>
#include <cos/runtime.h>
#include <cos/syscall.h>
#include <evm/image.h>

/* Calls neither block nor are preempted, so one stack is enough. */
COS_ENTRY_ALONE(evm_gate_0, sched_call);

#define TOKEN(root) (SCHED_TOKEN_ROOT | (root))

static struct thread *find(uint64_t id)
{
    return id < SCHED_THREADS && threads[id].state != ABSENT ? &threads[id] : NULL;
}

/* Makes the scheduler decide again as soon as the calling thread leaves this component. */
static void decide_again(uint64_t caller)
{
    cos_dispatch_timer(SCHED_SLOT_THREAD(caller), 0);
}

/* Sets the timer of component `id`'s own thread, whichever thread calls. */
static int64_t set_timer(uint64_t id, uint64_t deadline, uint64_t caller)
{
    struct thread *t = find(id);

    if (t == NULL)
        return -COS_ENOENT;
    deadline_set(t, TIMER, deadline);
    cos_dispatch_timer(SCHED_SLOT_THREAD(caller), deadline);
    return 0;
}

/* Ends the caller's slice. */
static int64_t yield(uint64_t caller)
{
    struct thread *t = find(caller);

    if (t == NULL)
        return -COS_ENOENT;
    t->left = YIELDED;
    decide_again(caller);
    return 0;
}

/* Of its lives so far: the account outlives the thread. */
static int64_t time_of(uint64_t id)
{
    uint64_t ticks = 0;
    int64_t error = 0;

    if (id >= SCHED_THREADS)
        return -COS_ENOENT;
    if (find(id) != NULL)
        error = cos_thread_time(threads[id].slot, &ticks);
    return error != 0 ? error : (int64_t)(threads[id].before + ticks);
}

/* Gives a thread that does not exist yet its share of the CPU. The account outlives the thread: a
 * component that ends and begins again gets no new budget. */
static int64_t set_share(uint64_t id, uint64_t budget, uint64_t period, uint64_t weight)
{
    struct thread *t = &threads[id];

    if (id >= SCHED_THREADS || budget > period || weight == 0 || weight > SCHED_WEIGHT_MOST ||
        (budget != 0 && budget < SCHED_BUDGET_LEAST_US) || period > SCHED_PERIOD_MOST_US)
        return -COS_EINVAL;
    if (find(id) != NULL)
        return -COS_EEXIST;
    t->weight = (uint32_t)weight;
    if (t->budget != cos_ticks(budget) || t->period != cos_ticks(period)) {
        t->credit = 0;
        t->renewal = 0;
    }
    t->budget = cos_ticks(budget);
    t->period = cos_ticks(period);
    return 0;
}

/* Lets it charge its time to those threads, from now on. */
static int64_t set_clients(uint64_t id, uint64_t clients, uint64_t payers)
{
    if (id >= SCHED_THREADS)
        return -COS_EINVAL;
    threads[id].clients = clients;
    threads[id].payers = payers;
    return 0;
}

/* The calling thread runs: counts its time up to now. Else a service that works for long before it
 * waits could charge little of it; and if the kernel hands the CPU on when it waits, the other
 * thread's account would get all of it. */
static void count(struct thread *t)
{
    uint64_t ran = cos_tsc() - counted;

    t->spent += ran;
    t->left -= (int64_t)ran;
    counted += ran;
}

/* Charges time that the thread of component `id` has run to another one, whose account outlives its
 * thread. `service`: 0, or who asked for the work. */
static int64_t charge(uint64_t id, uint64_t client, uint64_t ticks, uint64_t service,
                      uint64_t caller)
{
    struct thread *t = find(id), *payer = &threads[client % SCHED_THREADS];

    if (t == NULL || client >= SCHED_THREADS || payer->weight == 0 || service >= SCHED_THREADS)
        return -COS_ENOENT;
    if (service == 0 ? !account_may_charge(t, payer)
                     : !account_may_charge_for(t, &threads[service], payer))
        return -COS_EDENIED;
    if (id == caller && t->lender == NULL) /* it has no budget */
        count(t);
    ticks = ticks < t->spent - t->charged ? ticks : t->spent - t->charged;
    t->charged += ticks;
    if (account_charge(payer, ticks, client == caller))
        inheritance_update(payer->heir);
    if (client == caller)
        decide_again(caller);
    return (int64_t)ticks;
}

static int64_t add(uint64_t caller, uint64_t id, uint64_t slot, uint64_t priority)
{
    struct thread *t;
    int64_t error;

    if (id >= SCHED_THREADS || priority > UINT8_MAX)
        return -COS_EINVAL;
    if (find(id) != NULL)
        return -COS_EEXIST;
    t = &threads[id];
    slice = cos_ticks(SCHED_SLICE_US); /* threads come before the loop begins */
    error = cos_thread_set(slot, (uint64_t)t, priority, t->budget != 0);
    if (error != 0)
        return error;
    t->slot = slot;
    t->own = t->base = (uint8_t)priority;
    t->low = NOT_LOWERED;
    t->ceiling = t->inherited = 0;
    t->weight = t->weight != 0 ? t->weight : SCHED_WEIGHT;
    queue_move(t, t->own);
    t->lender = NULL;
    t->quantum = (int64_t)slice;
    t->since = cos_tsc();
    if (t->budget != 0)
        account_ready(t, cos_tsc());
    else
        queue_append(t);
    decide_again(caller);
    return 0;
}

/* Wakes a waiting thread with an error; its component is dead, so the kernel ends the thread when
 * it is dispatched. It needs no time of its budget for that. */
static int64_t remove_thread(uint64_t caller, uint64_t id)
{
    struct thread *t = find(id);
    uint64_t ticks;
    int64_t error;

    if (t == NULL)
        return -COS_ENOENT;
    error = t->state == BLOCKED ? cos_thread_wake(t->slot, COS_EDEAD) : -COS_EBUSY;
    if (error == 0) {
        deadline_set(t, WAIT, COS_FOREVER);
        inheritance_wake(t);
    }
    if (error == 0 || t->state == DEPLETED) {
        account_end(t);
        decide_again(caller);
    }
    if (t->state != ENDED)
        return -COS_EBUSY;
    if (cos_thread_time(t->slot, &ticks) == 0)
        t->before += ticks;
    t->state = ABSENT;
    ended_threads &= ~(1ull << id);
    return 0;
}

static int64_t missed(uint64_t id)
{
    return id < SCHED_THREADS ? (int64_t)threads[id].missed : -COS_ENOENT;
}

static int64_t longest_wait(uint64_t id)
{
    return id < SCHED_THREADS ? (int64_t)threads[id].longest : -COS_ENOENT;
}

static int64_t notify(uint64_t id, uint64_t events)
{
    return find(id) != NULL ? cos_thread_signal(threads[id].slot, events) : -COS_ENOENT;
}

/* Applies a change of its priority's parts. */
static void apply_priority(struct thread *t, uint64_t caller)
{
    bool runs = thread_id(t) == caller;
    uint8_t before = t->priority;

    if (!priority_change(t, runs))
        return;
    /* Otherwise it goes on. The kernel knows the threads that events have made ready. Deadlines
     * that have passed may have waited for its priority to fall. */
    if (!runs || (t->priority < before &&
                  (queue_first() != t || t->left <= 0 || deadline_next <= cos_tsc())))
        decide_again(caller);
}

static int64_t set_priority(uint64_t caller, uint64_t id, uint64_t priority)
{
    struct thread *t = find(id);

    if (t == NULL)
        return -COS_ENOENT;
    if (priority > UINT8_MAX)
        return -COS_EINVAL;
    t->own = (uint8_t)priority;
    deadline_raise(t);
    apply_priority(t, caller);
    return 0;
}

static int64_t set_low(uint64_t caller, uint64_t id, uint64_t priority, uint64_t how)
{
    struct thread *t = find(id);

    if (t == NULL)
        return -COS_ENOENT;
    if (priority > UINT8_MAX || how > SCHED_RAISE)
        return -COS_EINVAL;
    if (how == SCHED_RAISE && priority <= t->low)
        return 0;
    t->low = (uint8_t)priority;
    apply_priority(t, caller);
    return how;
}

static int64_t set_ceiling(uint64_t caller, uint64_t priority)
{
    struct thread *t = find(caller);

    if (t == NULL)
        return -COS_ENOENT;
    if (priority > UINT8_MAX)
        return -COS_EINVAL;
    t->ceiling = (uint8_t)priority;
    apply_priority(t, caller);
    return 0;
}

/* What a caller may do depends on the calling component, never on the thread. */
static int64_t call_of_any(uint64_t method, uint64_t a1, uint64_t a2, uint64_t client,
                           uint64_t thread)
{
    switch (method) {
    case SCHED_TIMER:
        return set_timer(client, a1, thread);
    case SCHED_YIELD:
        return yield(thread);
    case SCHED_TIME:
        return time_of(a1);
    case SCHED_MISSED:
        return missed(a1);
    case SCHED_LONGEST:
        return longest_wait(a1);
    case SCHED_NOTIFY:
        return a1 == client ? notify(client, a2) : -COS_EDENIED;
    default:
        return method < SCHED_METHODS ? -COS_EDENIED : -COS_ENOSYS;
    }
}

struct cos_result sched_call(uint64_t method, uint64_t a1, uint64_t a2, uint64_t a3, uint64_t token,
                             uint64_t thread)
{
    bool booter = token == TOKEN(EVM_BOOTER);
    uint64_t client = token & ~(uint64_t)SCHED_TOKEN_ROOT;
    uint64_t extra = 0;
    int64_t value = 0;

    if (booter && method == SCHED_ADD)
        value = add(thread, a1, a2, a3);
    else if (booter && method == SCHED_SHARE)
        value = set_share(a1, (uint32_t)a2, a2 >> 32, a3);
    else if (booter && method == SCHED_CLIENTS)
        value = set_clients(a1, a2, a3);
    else if (booter && method == SCHED_REMOVE)
        value = remove_thread(thread, a1);
    else if ((booter || token == TOKEN(EVM_SUPERVISOR)) && method == SCHED_PRIORITY)
        value = set_priority(thread, a1, a2);
    else if (token == TOKEN(EVM_SUPERVISOR) && method == SCHED_ENDED)
        extra = ended_threads;
    else if ((token & SCHED_TOKEN_ROOT) && method == SCHED_NOTIFY)
        value = notify(a1, a2);
    else if ((token & SCHED_TOKEN_ROOT) && method == SCHED_LOWER)
        value = set_low(thread, client, a1, a2);
    else if ((token & SCHED_TOKEN_ROOT) && method == SCHED_CEILING)
        value = set_ceiling(thread, a1);
    else if (method == SCHED_CHARGE)
        value = charge(client, a1, a2, a3, thread);
    else
        value = call_of_any(method, a1, a2, client, thread);
    return (struct cos_result){.value = value, .extra = extra};
}
