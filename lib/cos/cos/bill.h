/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * A service that works for its clients on its own thread keeps a bill for each, and has the
 * scheduler charge them (SCHED_CHARGE). A client without time then waits, instead of others.
 *
 *     for (;;) {
 *         cos_wait(...);
 *         cos_bill_begin(&bill, cos_tsc());
 *         for (each client with work) {
 *             work;
 *             cos_bill_to(&bill, client);
 *         }
 *     }
 *
 * The time that it measures includes that of threads that preempt it; the scheduler charges no more
 * than the service has run.
 */
#ifndef COS_BILL_H
#define COS_BILL_H

#include <cos/runtime.h>
#include <cos/syscall.h>
#include <sched.h>
#include <stdint.h>

#define COS_BILL_LEAST_US 50 /* bills are sent from so much on */

struct cos_bill {   /* private */
    uint64_t since; /* when the work began that is on no bill yet */
    uint64_t rest;  /* time since cos_bill_begin() that is on no bill */
    uint64_t wake;  /* what the scheduler spends on a wake-up, which the first client pays */
    uint64_t least; /* COS_BILL_LEAST_US in ticks */
    uint64_t ticks[SCHED_THREADS];
};

/* wake: as above, in ticks: cos_pace_switch(), if each wake-up counts. */
static inline void cos_bill_init(struct cos_bill *bill, uint64_t wake)
{
    *bill = (struct cos_bill){.wake = wake, .least = cos_ticks(COS_BILL_LEAST_US)};
}

/* The thread has been woken, and goes on at the TSC time `now`. */
static inline void cos_bill_begin(struct cos_bill *bill, uint64_t now)
{
    bill->since = now - bill->wake;
    bill->rest = 0;
}

static inline void cos_bill_add(struct cos_bill *bill, uint32_t client, uint64_t more)
{
    uint64_t *ticks = &bill->ticks[client % SCHED_THREADS];

    *ticks += more;
    if (*ticks >= bill->least) {
        cos_call(COS_SLOT_SCHED, SCHED_CHARGE, client, *ticks, 0);
        *ticks = 0;
    }
}

static inline uint64_t cos_bill_take(struct cos_bill *bill)
{
    uint64_t now = cos_tsc(), ticks = now - bill->since;

    bill->since = now;
    return ticks;
}

/* The work since the last of these calls, or since cos_bill_begin(), was for the component
 * `client`; its own id: for itself. Cost: a few instructions; each COS_BILL_LEAST_US a component
 * call. */
static inline void cos_bill_to(struct cos_bill *bill, uint32_t client)
{
    cos_bill_add(bill, client, cos_bill_take(bill));
}

/* It was for no client in particular: looking which one has work. */
static inline void cos_bill_skip(struct cos_bill *bill)
{
    bill->rest += cos_bill_take(bill);
}

/* `client` pays for what the last call did for none, as it has woken the thread. */
static inline void cos_bill_rest(struct cos_bill *bill, uint32_t client)
{
    cos_bill_add(bill, client, bill->rest);
    bill->rest = 0;
}

#endif
