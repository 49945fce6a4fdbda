/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Who has the virtual CPU. COS threads can interrupt each other anywhere; all that they share without having it are
 * the words `holder` and `arrivals`, and a thread's `arrival`.
 *
 * Nothing is forgotten: whoever makes a thread ready without the virtual CPU puts it among the arrivals first, and
 * looks at `holder` after that: finds it free, and takes it or wakes the main carrier; or finds the main carrier, and
 * wakes it, as it may be about to wait, or be with a client thread that goes on for long; or finds another carrier,
 * which frees `holder` first and looks at the arrivals after that, and wakes the main carrier if there are any. The
 * main carrier waits until the deadline that was the earliest when it gave up the virtual CPU; others wake it when
 * they leave an earlier one, or ready threads. Wake-ups are bits at its endpoint, which stay until it looks.
 * (tests/netbsd/model_carrier.c tries all orders.)
 */
#include <cos/runtime.h>
#include <cos/start.h>
#include <cos/syscall.h>

#include "internal.h"

#define MAIN_STACK_WORDS 512

enum holder {
    FREE,
    MAIN,    /* the main carrier has the virtual CPU */
    CARRIED, /* another one */
    WANTED,  /* another one, and the main carrier waits for it */
};

static uint32_t holder;
static struct thread *arrivals; /* made ready without the virtual CPU, latest first; ends with &thread_none */

struct carrier carrier_main;
struct carrier *carrier_current = &carrier_main;
static uint64_t main_deadline; /* the main carrier waits until then, if it waits */
static uint64_t main_waker;    /* slot that signals its endpoint */
static uint64_t main_stack[MAIN_STACK_WORDS] __attribute__((aligned(16)));

/* Makes *word `new` if it is *expected; else *expected becomes what it is. */
#define swap_if(word, expected, new) \
    __atomic_compare_exchange_n(word, expected, new, false, __ATOMIC_SEQ_CST, __ATOMIC_SEQ_CST)

/* Takes the virtual CPU if it is free. Returns who had it. */
static uint32_t take(uint32_t as)
{
    uint32_t before = FREE;

    swap_if(&holder, &before, as);
    return before;
}

/* ---- Arrivals ---- */

static bool somebody_arrived(void)
{
    return __atomic_load_n(&arrivals, __ATOMIC_SEQ_CST) != NULL;
}

static void arrive(struct thread *thread)
{
    struct thread *none = NULL, *first = __atomic_load_n(&arrivals, __ATOMIC_SEQ_CST);

    if (!swap_if(&thread->arrival, &none, &thread_none)) {
        return; /* it is among them, or another COS thread is about to put it there and to look at `holder` */
    }
    do {
        thread->arrival = first != NULL ? first : &thread_none;
    } while (!swap_if(&arrivals, &first, thread));
}

static void unpark(struct thread *thread, void (*make_ready)(struct thread *))
{
    if (thread->state == THREAD_PARKED) {
        make_ready(thread);
    } else {
        thread->flags |= THREAD_POSTED;
    }
}

/* Makes those ready who have arrived, in the order in which they came. */
static void receive(void)
{
    struct thread *here = __atomic_exchange_n(&arrivals, NULL, __ATOMIC_SEQ_CST), *first = &thread_none, *next;

    for (; here != &thread_none; here = next) {
        next = here->arrival;
        here->arrival = first;
        first = here;
    }
    for (here = first; here != &thread_none; here = next) {
        next = here->arrival;
        __atomic_store_n(&here->arrival, NULL, __ATOMIC_SEQ_CST);
        unpark(here, thread_make_ready);
    }
}

/* ---- What runs next ---- */

/* Whether the carrier that has the virtual CPU has to give it up. */
static bool may_not_go_on(void)
{
    return carrier_current->done || __atomic_load_n(&holder, __ATOMIC_SEQ_CST) == WANTED ||
           (threads_ready.first != NULL && threads_ready.first->flags & THREAD_CLIENT);
}

void carrier_look(void)
{
    if ((evm_vcpu.pending || thread_interrupted) && carrier_current == &carrier_main) {
        preempt_handle();
    }
    if (somebody_arrived()) {
        receive();
    }
    if (timers_count > 0) {
        timers_expire(cos_tsc());
    }
}

struct thread *carrier_next(void)
{
    carrier_look();
    if (carrier_current != &carrier_main && may_not_go_on()) {
        return NULL;
    }
    return queue_take(&threads_ready);
}

static void run_threads(void)
{
    struct thread *next;

    while ((next = carrier_next()) != NULL) {
        thread_run(next);
    }
}

/* ---- The main carrier ---- */

static void main_wait(uint64_t deadline)
{
    uint64_t events;

    evm_vcpu.pending = 0; /* what it tells, the wait returns */
    if (cos_wait(COS_SLOT_ENDPOINT, deadline, &events) == 0) {
        preempt_note(events);
    }
}

static void main_take(void)
{
    uint32_t carried;

    while (take(MAIN) != FREE) {
        carried = CARRIED;
        if (swap_if(&holder, &carried, WANTED) || carried == WANTED) {
            main_wait(COS_FOREVER);
        }
    }
    carrier_current = &carrier_main;
}

static _Noreturn void main_loop(void)
{
    for (;;) {
        run_threads();
        main_deadline = timers_first();
        __atomic_store_n(&holder, FREE, __ATOMIC_SEQ_CST);
        main_wait(main_deadline);
        main_take();
    }
}

void carrier_main_start(void)
{
    holder = MAIN;
    evm_vcpu.masked = 1;
    main_stack[0] = STACK_CANARY;
    thread_none.low = main_stack;
    thread_none.stack_pointer = context_make((uint64_t)(main_stack + MAIN_STACK_WORDS), main_loop, NULL, NULL);
}

/* ---- Other carriers ---- */

int64_t carriers_start(uint64_t slot)
{
    main_waker = slot;
    return cos_endpoint(COS_SLOT_ENDPOINT, 0, slot, COS_EVENT_OWN, COS_RIGHT_SIGNAL);
}

/* Runs threads until the request is done or none is left that may run here, then gives up the virtual CPU. */
static void carry(struct carrier *carrier)
{
    bool left;

    carrier_current = carrier;
    run_threads();
    left = threads_ready.first != NULL || timers_first() < main_deadline;
    if (__atomic_exchange_n(&holder, FREE, __ATOMIC_SEQ_CST) == WANTED || left || somebody_arrived()) {
        cos_signal(main_waker);
    }
}

static int64_t wait_until_done(struct carrier *carrier)
{
    int64_t error = 0;
    uint64_t events;

    while (!carrier->done && error == 0) {
        error = cos_wait(carrier->endpoint, COS_FOREVER, &events);
    }
    return carrier->done ? 0 : error;
}

int64_t carrier_enter(struct carrier *carrier)
{
    uint32_t before;

    carrier->done = false;
    carrier->tls = 0;
    if (take(CARRIED) == FREE) {
        unpark(carrier->thread, thread_make_ready_first);
        carry(carrier);
    } else {
        arrive(carrier->thread);
        before = take(CARRIED);
        if (before == FREE) {
            carry(carrier);
        } else if (before == MAIN) {
            cos_signal(main_waker);
        }
    }
    return wait_until_done(carrier);
}

/* ---- The threads' side ---- */

void carrier_park(void)
{
    struct thread *self = thread_current;

    if (self->flags & THREAD_POSTED) {
        self->flags &= ~THREAD_POSTED;
        return;
    }
    self->state = THREAD_PARKED;
    thread_switch();
}

void carrier_finish(struct carrier *carrier)
{
    carrier->done = true;
    if (carrier != carrier_current) {
        cos_signal(carrier->endpoint);
    }
}

void carrier_post(struct thread *thread)
{
    uint32_t now;

    arrive(thread);
    now = __atomic_load_n(&holder, __ATOMIC_SEQ_CST);
    if (now == FREE || now == MAIN) {
        cos_signal(main_waker);
    }
}
