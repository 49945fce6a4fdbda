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
 * A client may itself serve others, and name the one for whom it asks: cos_bill_for().
 *
 * The time that it measures includes that of threads that preempt it; the scheduler charges no more
 * than the service has run.
 */
#ifndef COS_BILL_H
#define COS_BILL_H

#include <cos/runtime.h>
#include <cos/syscall.h>
#include <sched.h>
#include <stdbool.h>
#include <stdint.h>

#define COS_BILL_LEAST_US 50 /* bills are sent from so much on */

struct cos_bill {   /* private */
    uint64_t since; /* when the work began that is on no bill yet */
    uint64_t rest;  /* time since cos_bill_begin() that is on no bill */
    uint64_t wake;  /* what the scheduler spends on a wake-up, which the first client pays */
    uint64_t least; /* COS_BILL_LEAST_US in ticks */
    struct {
        uint64_t ticks;
        uint32_t service; /* that has asked for that work; 0: the client itself */
    } clients[SCHED_THREADS];
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

/* Sends what is on the client's bill. If the service had no right to ask for it, it pays itself.
 * Returns whether the client pays. The scheduler takes no more than the thread has run. What it
 * does not take is for the next bill. It may be the time of threads that preempted this one, so it
 * is limited. */
static inline bool cos_bill_send(struct cos_bill *bill, uint64_t client)
{
    uint64_t ticks = bill->clients[client].ticks, service = bill->clients[client].service;
    int64_t taken = cos_call(COS_SLOT_SCHED, SCHED_CHARGE, client, ticks, service).value;
    bool pays = taken >= 0 || service == 0;

    if (!pays)
        taken = cos_call(COS_SLOT_SCHED, SCHED_CHARGE, service, ticks, 0).value;
    ticks = taken < 0 ? 0 : ticks - (uint64_t)taken;
    bill->clients[client].ticks = ticks < bill->least / 2 ? ticks : bill->least / 2;
    return pays;
}

/* `more` was for that client, as `service` says; if that names none, for the service itself. */
static inline void cos_bill_add(struct cos_bill *bill, uint64_t client, uint32_t service,
                                uint64_t more)
{
    if (client == 0 || client >= SCHED_THREADS) {
        client = service % SCHED_THREADS;
        service = 0;
    }
    if (bill->clients[client].service != service) {
        if (!cos_bill_send(bill, client))
            bill->clients[client].ticks = 0; /* others need not pay that service's rest */
        bill->clients[client].service = service;
    }
    bill->clients[client].ticks += more;
    if (bill->clients[client].ticks >= bill->least)
        cos_bill_send(bill, client);
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
    cos_bill_add(bill, 0, client, cos_bill_take(bill));
}

/* The same for the client `service`, which says that it was for a `client` of its own; 0: itself.
 */
static inline void cos_bill_for(struct cos_bill *bill, uint64_t client, uint32_t service)
{
    cos_bill_add(bill, client, service, cos_bill_take(bill));
}

/* It was for no client in particular: looking which one has work. */
static inline void cos_bill_skip(struct cos_bill *bill)
{
    bill->rest += cos_bill_take(bill);
}

/* The client pays for what cos_bill_skip() has counted, as it has woken the thread. Arguments are
 * those of cos_bill_for(). */
static inline void cos_bill_rest(struct cos_bill *bill, uint64_t client, uint32_t service)
{
    cos_bill_add(bill, client, service, bill->rest);
    bill->rest = 0;
}

#endif
