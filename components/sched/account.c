/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Budgets: a thread may run for `budget` in each `period` (docs/scheduling.md). This is a constant
 * bandwidth server that stops when its budget is used up. What it has not used by the end of a
 * period is lost; what it has used beyond its budget, in a section, is a debt that later budgets
 * pay.
 */
#include "queue.h"

#include <cos/ticks.h>

static int64_t smaller(int64_t a, int64_t b)
{
    return a < b ? a : b;
}

/* Its slices are short, as threads of its priority whose periods end earlier wait for their
 * ends. */
static void set_quantum(struct thread *t)
{
    t->quantum = smaller((int64_t)(slice / SCHED_SLICE_PARTS),
                         (int64_t)(t->period / SCHED_SLICE_PARTS));
    if (t->credit > 0)
        t->quantum = smaller(t->quantum, t->credit);
}

/* Gives it the budgets of the periods that have begun. */
static void renew(struct thread *t, uint64_t now)
{
    uint64_t periods = (now - t->renewal) / t->period + 1;

    t->renewal += periods * t->period;
    t->credit += (int64_t)(periods * t->budget);
    if (t->credit > (int64_t)t->budget)
        t->credit = (int64_t)t->budget;
    set_quantum(t);
}

/* What it has run since its renewal belongs to the new period. Out of time, it runs for its lender
 * only, whose time it is: else any component could lend it a low priority, and let it spend the
 * budgets to come. No section takes as long as a period: a larger debt is the time of a machine
 * that stood still. */
void account_use(struct thread *t, uint64_t ticks, uint64_t now)
{
    uint64_t after = now > t->renewal ? now - t->renewal : 0;
    int64_t least = smaller(t->credit, -(int64_t)t->period);

    after = after < ticks ? after : ticks;
    if (t->lender == NULL || !is_out_of_time(t))
        t->credit -= (int64_t)(ticks - after);
    if (now >= t->renewal)
        renew(t, now);
    t->credit -= (int64_t)after;
    t->credit = t->credit > least ? t->credit : least;
    set_quantum(t);
}

bool account_may_charge(const struct thread *t, const struct thread *client)
{
    uint64_t client_bit = 1ull << thread_id(client);

    return t->clients & client_bit && t->budget == 0 &&
           (t->own > client->own || t->payers & client_bit);
}

bool account_may_charge_for(const struct thread *t, const struct thread *service,
                            const struct thread *client)
{
    return t->clients & 1ull << thread_id(service) && t->budget == 0 && t->own >= service->own &&
           t->own > client->own && account_may_charge(service, client);
}

bool account_charge(struct thread *t, uint64_t ticks, bool runs)
{
    queue_charge(t, ticks);
    if (t->budget == 0)
        return false;
    t->credit -= (int64_t)ticks;
    set_quantum(t);
    return !runs && account_settle(t);
}

/* Whether its credit exceeds its share of the rest of the period. With a debt it does not. */
static bool has_too_much(const struct thread *t, uint64_t now)
{
    unsigned __int128 claim = (unsigned __int128)(t->renewal - now) * t->budget;

    return t->credit > 0 && (unsigned __int128)t->credit * t->period > claim;
}

static void begin_period(struct thread *t, uint64_t now)
{
    t->credit = (int64_t)t->budget;
    t->renewal = now + t->period;
    set_quantum(t);
}

/* A thread that lends to it, and takes that back, over and over, has it wait for the same renewal
 * again. */
static void deplete(struct thread *t)
{
    t->state = DEPLETED;
    t->missed += t->renewal != t->awaited;
    t->awaited = t->renewal;
    deadline_set(t, RENEWAL, t->renewal);
}

void account_ready(struct thread *t, uint64_t now)
{
    if (now >= t->renewal)
        renew(t, now);
    if (has_too_much(t, now))
        begin_period(t, now);
    set_quantum(t); /* a thread that begins again has what its last life has left */
    if (is_out_of_time(t) && t->inherited == 0) {
        deplete(t);
        return;
    }
    t->priority = priority_of(t);
    queue_append(t);
    account_settle(t);
}

bool account_settle(struct thread *t)
{
    bool out = is_out_of_time(t), may_run = !out || t->inherited != 0;
    bool lends = t->state == BLOCKED && priority_apply(t, false);

    if (t->state == READY && !may_run) {
        queue_remove(t);
        deplete(t);
    } else if (t->state == DEPLETED && may_run) {
        t->priority = priority_of(t);
        t->since = cos_tsc(); /* it has not been ready until now */
        queue_append(t);
    } else if (t->state == READY) {
        priority_apply(t, false);
    }
    if (out && (t->state == READY || t->heir != NULL)) /* then it gets or lends its own priority */
        deadline_set(t, RENEWAL, t->renewal);
    return lends;
}

void account_end(struct thread *t)
{
    queue_move(t, t->inherited > t->base ? t->inherited : t->base);
    t->since = cos_tsc();
    queue_append(t);
}

void account_slice_over(struct thread *t)
{
    account_settle(t);
    if (t->state == READY)
        queue_rotate(t);
}

bool account_renewed(struct thread *t, uint64_t now)
{
    if (now >= t->renewal)
        renew(t, now);
    if (is_out_of_time(t) && t->state == DEPLETED)
        deadline_set(t, RENEWAL, t->renewal);
    return account_settle(t);
}
