/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Ownership of the virtual CPU. COS threads can interrupt each other anywhere. Without the virtual
 * CPU they share only the words `holder` and `arrivals`, and each thread's `arrival`.
 *
 * Priorities: a waiting COS thread lends its priority. If it has queued for the virtual CPU, it
 * lends to the holder, which wakes it when it releases the virtual CPU. If its thread waits for
 * something else, it lends to the main carrier, which receives the event. A carrier that makes
 * another carrier's thread ready wakes that carrier, which then queues.
 *
 * No wake-up is lost: a COS thread that makes a thread ready without the virtual CPU first adds it
 * to the arrivals, then reads `holder`. If that is free, it takes it or wakes the main carrier. If
 * the main carrier is the holder, it wakes it, since that may be about to wait, or may run a client
 * thread for long. Any other holder first frees `holder`, then checks the arrivals and wakes the
 * main carrier if there are any. The main carrier waits until the deadline that was earliest when
 * it released the virtual CPU; others wake it when they leave an earlier deadline or ready threads.
 * Wake-ups are bits at its endpoint, which stay until it reads them. (tests/netbsd/model_carrier.c
 * tries all orders.)
 */
#include <cos/runtime.h>
#include <cos/start.h>
#include <cos/syscall.h>
#include <sched.h>

#include "internal.h"

/* The word `holder`: FREE, or HOLDER() of the COS thread that has the virtual CPU, with flags for
 * those that wait for it. */
#define FREE       0u
#define HOLDER(id) ((uint32_t)(id) + 1)
#define ID(holder) (((holder)&WHO) - 1)
#define WHO        0xffffu
#define WANTED     0x10000u /* the main carrier waits for it */
#define QUEUED     0x20000u /* other carriers wait for it */

static uint32_t holder;
static struct thread *arrivals; /* threads made ready without the virtual CPU, latest first; ends
                                 * with &thread_none */

struct carrier carrier_main;
struct carrier *carrier_current = &carrier_main;
static struct carrier *carriers; /* all others */
static uint64_t main_deadline;   /* when a wait of the main carrier ends */
static uint64_t main_waker;      /* slot that signals its endpoint */
/* the first one is its guard */
static uint8_t main_stack[2][COS_PAGE_SIZE] __attribute__((aligned(COS_PAGE_SIZE)));

/* Sets *word to `new` if it equals *expected; otherwise sets *expected to *word. */
#define swap_if(word, expected, new) \
    __atomic_compare_exchange_n(word, expected, new, false, __ATOMIC_SEQ_CST, __ATOMIC_SEQ_CST)

static bool is_main(uint32_t who)
{
    return (who & WHO) == carrier_main.holder;
}

/* Takes the virtual CPU if it is free. Returns its previous holder. */
static uint32_t take(uint32_t as)
{
    uint32_t before = FREE;

    swap_if(&holder, &before, as);
    return before;
}

/* ---- Arrivals ---- */

static bool has_arrivals(void)
{
    return __atomic_load_n(&arrivals, __ATOMIC_SEQ_CST) != NULL;
}

static void arrive(struct thread *thread)
{
    struct thread *none = NULL, *first = __atomic_load_n(&arrivals, __ATOMIC_SEQ_CST);

    if (!swap_if(&thread->arrival, &none, &thread_none))
        return; /* it has arrived, or another COS thread is about to add it and to read `holder` */
    do {
        thread->arrival = first != NULL ? first : &thread_none;
    } while (!swap_if(&arrivals, &first, thread));
}

static void unpark(struct thread *thread, void (*make_ready)(struct thread *))
{
    if (thread->state == THREAD_PARKED)
        make_ready(thread);
    else
        thread->flags |= THREAD_POSTED;
}

/* Makes arrived threads ready, in the order of arrival. */
static void receive(void)
{
    struct thread *here = __atomic_exchange_n(&arrivals, NULL, __ATOMIC_SEQ_CST),
                  *first = &thread_none, *next;

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

/* ---- The next thread to run ---- */

/* Whether the carrier that has the virtual CPU must release it. */
static bool may_not_go_on(void)
{
    return carrier_current->done || (__atomic_load_n(&holder, __ATOMIC_SEQ_CST) & WANTED) ||
           (threads_ready.first != NULL && threads_ready.first->flags & THREAD_CLIENT);
}

void carrier_look(void)
{
    if ((evm_vcpu.pending || thread_interrupted) && carrier_current == &carrier_main)
        preempt_handle();
    if (has_arrivals())
        receive();
    if (timers_count > 0)
        timers_expire(cos_tsc());
}

struct thread *carrier_next(void)
{
    carrier_look();
    if (carrier_current != &carrier_main && may_not_go_on())
        return NULL;
    return queue_take(&threads_ready);
}

static void run_threads(void)
{
    struct thread *next;

    while ((next = carrier_next()) != NULL)
        thread_run(next);
}

/* ---- The main carrier ---- */

static void main_wait(uint64_t deadline)
{
    uint64_t events;

    evm_vcpu.pending = 0; /* the wait returns all pending events */
    if (cos_wait(COS_SLOT_ENDPOINT, deadline, &events) == 0)
        preempt_note(events);
}

/* A client's COS thread may consume an event here; each waiter checks its condition again. */
void carrier_rest(uint64_t deadline)
{
    uint64_t events;

    if (carrier_current == &carrier_main)
        main_wait(deadline);
    else if (cos_wait(carrier_current->endpoint, deadline, &events) == -COS_EDEAD)
        cos_yield();
}

static void main_take(void)
{
    uint32_t before;

    while ((before = take(carrier_main.holder)) != FREE)
        if (swap_if(&holder, &before, before | WANTED))
            main_wait(SCHED_INHERIT(ID(before)));
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
    holder = carrier_main.holder = HOLDER(cos_self()->id);
    evm_vcpu.masked = 1;
    stack_guard(main_stack);
    thread_none.stack_pointer = context_make((uint64_t)(main_stack + 1) + sizeof(main_stack[1]),
                                             main_loop, NULL, NULL);
}

/* ---- Other carriers ---- */

int64_t carriers_start(uint64_t slot)
{
    main_waker = slot;
    return cos_endpoint(COS_SLOT_ENDPOINT, 0, slot, COS_EVENT_OWN, COS_RIGHT_SIGNAL);
}

void carrier_add(struct carrier *carrier)
{
    carrier->thread->carrier = carrier;
    carrier->next = carriers;
    carriers = carrier;
}

/* That carrier lends its priority to the main carrier, unless it is queued already. */
void carrier_tell(const struct carrier *carrier)
{
    if (carrier_current != &carrier_main && carrier_current != carrier && !carrier->queued)
        cos_signal(carrier->endpoint);
}

static void wake_queued(void)
{
    for (const struct carrier *carrier = carriers; carrier != NULL; carrier = carrier->next)
        if (carrier->queued)
            cos_signal(carrier->endpoint);
}

/* Runs threads until the request is done or no thread is left that may run here, then releases the
 * virtual CPU. */
static void carry(struct carrier *carrier)
{
    uint32_t before;
    bool left;

    carrier->queued = false;
    carrier_current = carrier;
    run_threads();
    left = threads_ready.first != NULL || timers_first() < main_deadline;
    before = __atomic_exchange_n(&holder, FREE, __ATOMIC_SEQ_CST);
    if (before & WANTED || left || has_arrivals())
        cos_signal(main_waker);
    if (before & QUEUED)
        wake_queued();
}

/* Takes the virtual CPU, or queues for it. Returns its previous holder. The main carrier runs all
 * ready threads before it releases the virtual CPU, so it wakes no carrier. */
static uint32_t line_up(struct carrier *carrier)
{
    uint32_t before = FREE, after;

    do {
        after = before == FREE ? carrier->holder : is_main(before) ? before : before | QUEUED;
        carrier->queued = (after & QUEUED) != 0;
    } while (!swap_if(&holder, &before, after));
    return before;
}

/* Lends the COS thread or its priority until the request is done. */
static int64_t wait_until_done(struct carrier *carrier, uint32_t before)
{
    int64_t error = 0;
    uint64_t events;

    while (!carrier->done && error == 0) {
        error = cos_wait(carrier->endpoint, SCHED_INHERIT(ID(before)), &events);
        if (!carrier->done && error == 0) {
            before = line_up(carrier);
            if (before == FREE) {
                carry(carrier);
                before = carrier_main.holder;
            }
        }
    }
    carrier->queued = false;
    return carrier->done ? 0 : error;
}

int64_t carrier_enter(struct carrier *carrier, uint64_t id)
{
    uint32_t before = carrier_main.holder;

    carrier->done = false;
    carrier->tls = 0;
    carrier->holder = HOLDER(id);
    if (take(carrier->holder) == FREE) {
        unpark(carrier->thread, thread_make_ready_first);
        carry(carrier);
        return wait_until_done(carrier, before);
    }
    arrive(carrier->thread);
    before = line_up(carrier);
    if (before == FREE) {
        carry(carrier);
        before = carrier_main.holder;
    } else if (is_main(before)) {
        cos_signal(main_waker);
    }
    return wait_until_done(carrier, before);
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
    if (carrier != carrier_current)
        cos_signal(carrier->endpoint);
}

void carrier_post(struct thread *thread)
{
    uint32_t now;

    arrive(thread);
    now = __atomic_load_n(&holder, __ATOMIC_SEQ_CST);
    if (now == FREE || is_main(now))
        cos_signal(main_waker);
}
