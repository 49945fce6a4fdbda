/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Carriers: callers of several priorities lend themselves to the threads here, which wait, sleep,
 * lock and meet, while a local client spins and a thread ticks. No wake-up may get lost, and no
 * thread may be inside twice.
 */
#include "carriers.h"

#include <cos/runtime.h>
#include <cos/syscall.h>
#include <errno.h>
#include <memory.h>
#include <rumpuser.h>
#include <thread.h>

#include "check.h"
#include "preempt.h"
#include "sessions.h"

#define CALLERS 3
#define MEET_US 20000
#define TICK_US 1000
#define LATE_US 3000   /* a tick may come so much late: some slices of others are in between */
#define LAST_US 100000 /* for the last caller to return */

__asm__(".globl evm_fpu\n.set evm_fpu, 1");

static struct wait_queue meeting;
static struct rumpuser_mtx *mutex;
static uint64_t counted, expected;
static unsigned done, running, inside_twice, late;

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

int64_t serve(uint64_t kind, uint64_t value)
{
    switch (kind) {
    case CALL_SLEEP:
        thread_sleep(cos_tsc() + cos_ticks(value));
        return (int64_t)value + 1;
    case CALL_COUNT:
        return count_in_lock();
    case CALL_MEET:
        return thread_wake(&meeting) ? 1 : thread_wait(&meeting, cos_tsc() + cos_ticks(MEET_US));
    case CALL_DONE:
        expected += value;
        done++;
        return 0;
    default:
        return (int64_t)value + 1;
    }
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
    check_result(sessions_start(), 0, "endpoints for carriers");
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
