/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Carriers: callers of several priorities lend themselves to the threads here, which wait, sleep, lock and meet,
 * while a local client spins and a thread ticks. No wake-up may get lost, and nobody may be inside twice.
 */
#include "carriers.h"

#include <cos/entry.h>
#include <cos/runtime.h>
#include <cos/syscall.h>
#include <errno.h>
#include <memory.h>
#include <rumpuser.h>
#include <carrier.h>

#include "check.h"
#include "preempt.h"

#define SESSIONS   8 /* clients' ids are below */
#define CALLERS    3
#define MEET_US    20000
#define TICK_US    1000
#define LATE_US    3000 /* a tick may come so much late: some slices of others are in between */
#define LAST_US    100000 /* for the last caller to return */
#define SLOT_WAKER COS_SLOT_OWN
#define SLOT_PAGE  (COS_SLOT_OWN + 1)
#define SLOTS      (COS_SLOT_OWN + 2)

struct session {
    struct carrier carrier;
    volatile bool asked;
    uint64_t kind, value;
    int64_t result;
};

COS_ENTRY(evm_gate_0, answer);

__asm__(".globl evm_fpu\n.set evm_fpu, 1");

static struct session sessions[SESSIONS];
static volatile bool open;
static struct wait_queue meeting;
static struct rumpuser_mtx *mutex;
static uint64_t counted, expected;
static unsigned done, running, inside_twice, late;
static uint8_t node_page[COS_PAGE_SIZE] __attribute__((aligned(COS_PAGE_SIZE)));
static uint8_t endpoints_page[COS_PAGE_SIZE] __attribute__((aligned(COS_PAGE_SIZE)));

struct cos_result answer(uint64_t kind, uint64_t value, uint64_t a2, uint64_t a3, uint64_t token, uint64_t thread)
{
    struct session *session = &sessions[token % SESSIONS];
    int64_t error;

    (void)a2, (void)a3, (void)thread;
    if (!open) {
        return (struct cos_result){ .value = -COS_EAGAIN };
    }
    session->kind = kind;
    session->value = value;
    session->asked = true;
    error = carrier_enter(&session->carrier);
    return (struct cos_result){ .value = error != 0 ? error : session->result };
}

static int64_t count_in_lock(void)
{
    uint64_t seen;

    rumpuser_mutex_enter_nowrap(mutex);
    seen = counted;
    inside_twice += running++;
    thread_yield();
    running--;
    counted = seen + 1;
    rumpuser_mutex_exit(mutex);
    return 0;
}

static int64_t serve(const struct session *session)
{
    switch (session->kind) {
    case CALL_SLEEP:
        thread_sleep(cos_tsc() + cos_ticks(session->value));
        return (int64_t)session->value + 1;
    case CALL_COUNT:
        return count_in_lock();
    case CALL_MEET:
        return thread_wake(&meeting) ? 1 : thread_wait(&meeting, cos_tsc() + cos_ticks(MEET_US));
    case CALL_DONE:
        expected += session->value;
        done++;
        return 0;
    default:
        return (int64_t)session->value + 1;
    }
}

static void session_main(void *argument)
{
    struct session *session = argument;

    for (;;) {
        carrier_park();
        if (session->asked) {
            session->asked = false;
            session->result = serve(session);
            carrier_finish(&session->carrier);
        }
    }
}

static uint64_t donate(const uint8_t *page)
{
    cos_unmap(COS_SLOT_PT, (uint64_t)page, 1);
    return ((uint64_t)page - cos_self()->rw_start) / COS_PAGE_SIZE;
}

static void start_sessions(void)
{
    int64_t error = cos_cap_grow(COS_SLOT_COMP, COS_SLOT_OWN, COS_SLOT_REGION, donate(node_page));

    error |= cos_make_endpoints(COS_SLOT_REGION, donate(endpoints_page), SLOT_PAGE);
    error |= carriers_start(SLOT_WAKER);
    for (unsigned i = 0; i < SESSIONS; i++) {
        sessions[i].carrier.endpoint = SLOTS + i;
        error |= cos_endpoint(SLOT_PAGE, i, SLOTS + i, 1, COS_RIGHT_WAIT | COS_RIGHT_SIGNAL);
        sessions[i].carrier.thread = thread_create(session_main, &sessions[i], "session", 0);
    }
    check_result(error, 0, "endpoints for carriers");
    open = true;
}

static void tick(void *unused)
{
    uint64_t next = cos_tsc();

    (void)unused;
    while (done < CALLERS) {
        next += cos_ticks(TICK_US);
        thread_sleep(next);
        late += cos_tsc() > next + cos_ticks(LATE_US);
    }
}

/* Half of the time. */
static void spin(void *unused)
{
    (void)unused;
    while (done < CALLERS) {
        client_spin_for(cos_ticks(2 * TICK_US));
        thread_sleep(cos_tsc() + cos_ticks(2 * TICK_US));
    }
}

int main(const struct cos_start *start)
{
    struct thread *ticker, *spinner;

    memory_start((void *)start->ram_start, start->ram_pages);
    threads_start();
    rumpuser_mutex_init(&mutex, RUMPUSER_MTX_SPIN);
    start_sessions();
    ticker = thread_create(tick, NULL, "ticker", THREAD_JOINABLE);
    spinner = thread_create(spin, NULL, "spinner", THREAD_JOINABLE | THREAD_CLIENT);
    thread_join(ticker);
    thread_join(spinner);
    thread_sleep(cos_tsc() + cos_ticks(LAST_US));
    check(inside_twice == 0, "one at a time has the lock");
    check_result(counted, expected, "all have counted");
    check(late == 0, "all ticks came in time (%u late)", late);
    return check_done();
}
