/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Many threads use all kinds of locks, condition variables and timed waits at random, for minutes
 * of the machine's time. Each checks what the lock it has promises; a watchdog tells when one of
 * them comes no further.
 */
#include <errno.h>
#include <thread.h>

#include "../components/random.h"
#include "check.h"
#include "fake.h"

#define WORKERS 40
#define LOCKS   3
#define MINUTES 3
#define US      1000l /* ns */
/* at most, between two of a worker's doings: it is what lets minutes pass */
#define PAUSE_US   400000
#define PATIENCE_S 20 /* a worker that does nothing for so long hangs */

static struct {
    struct rumpuser_mtx *adaptive, *spin;
    struct rumpuser_rw *rw;
    struct rumpuser_cv *cv;
    unsigned inside, writers, readers, tokens;
} locks[LOCKS];

static struct {
    struct random random;
    uint64_t doings;
} workers[WORKERS];

static volatile bool over;
static unsigned broken, timeouts, early, wakeups, upgrades, children;

static void pause(uint64_t us)
{
    rumpuser_clock_sleep(RUMPUSER_CLOCK_RELWALL, 0, (long)us * US);
}

static void use_mutex(unsigned i, uint64_t random)
{
    if (random & 1)
        rumpuser_mutex_enter(locks[i].adaptive);
    else if (rumpuser_mutex_tryenter(locks[i].adaptive) != 0)
        return;
    broken += locks[i].inside++ != 0;
    if (random & 2)
        pause(random >> 8 & 0xff);
    locks[i].inside--;
    rumpuser_mutex_exit(locks[i].adaptive);
}

static void write(unsigned i, uint64_t random)
{
    broken += locks[i].writers++ != 0 || locks[i].readers != 0;
    pause(random >> 8 & 0xff);
    locks[i].writers--;
    if (random & 2) {
        rumpuser_rw_downgrade(locks[i].rw);
        locks[i].readers++;
        pause(random >> 16 & 0xff);
        broken += locks[i].writers != 0;
        locks[i].readers--;
    }
    rumpuser_rw_exit(locks[i].rw);
}

static void read(unsigned i, uint64_t random)
{
    locks[i].readers++;
    broken += locks[i].writers != 0;
    pause(random >> 8 & 0xff);
    broken += locks[i].writers != 0;
    locks[i].readers--;
    if ((random & 2) && rumpuser_rw_tryupgrade(locks[i].rw) == 0) {
        upgrades++;
        write(i, random >> 16);
    } else {
        rumpuser_rw_exit(locks[i].rw);
    }
}

static void use_rw(unsigned i, uint64_t random)
{
    const int kind = random & 1 ? RUMPUSER_RW_WRITER : RUMPUSER_RW_READER;

    if (random & 4)
        rumpuser_rw_enter(kind, locks[i].rw);
    else if (rumpuser_rw_tryenter(kind, locks[i].rw) != 0)
        return;
    if (kind == RUMPUSER_RW_WRITER)
        write(i, random >> 8);
    else
        read(i, random >> 8);
}

/* Tokens are made and taken; a taker waits, with or without a limit, until a maker makes one. */
static void take_token(unsigned i, struct rumpuser_mtx *mutex, uint64_t random)
{
    const uint64_t us = random >> 8 & 0xffff, start = cos_tsc();

    rumpuser_mutex_enter(mutex);
    while (locks[i].tokens == 0 && !over) {
        if (rumpuser_cv_timedwait(locks[i].cv, mutex, 0, (long)us * US) == ETIMEDOUT) {
            timeouts++;
            early += cos_tsc() - start < cos_ticks(us);
            rumpuser_mutex_exit(mutex);
            return;
        }
        wakeups++;
    }
    locks[i].tokens -= locks[i].tokens > 0;
    rumpuser_mutex_exit(mutex);
}

static void make_token(unsigned i, struct rumpuser_mtx *mutex, uint64_t random)
{
    rumpuser_mutex_enter(mutex);
    locks[i].tokens++;
    if (random & 1)
        rumpuser_cv_signal(locks[i].cv);
    else
        rumpuser_cv_broadcast(locks[i].cv);
    rumpuser_mutex_exit(mutex);
}

static void be_a_child(void *unused)
{
    (void)unused;
    children++;
}

static void do_something(uint64_t random, int lwp)
{
    const unsigned i = random % LOCKS;

    switch (random >> 8 & 7) {
    case 0:
    case 1:
        use_mutex(i, random >> 16);
        break;
    case 2:
    case 3:
        use_rw(i, random >> 16);
        break;
    case 4:
    case 5:
        take_token(i, locks[i].spin, random >> 16);
        break;
    case 6:
        make_token(i, locks[i].spin, random >> 16);
        break;
    default:
        if (lwp + WORKERS < FAKE_LWPS)
            fake_join(fake_thread(be_a_child, NULL, lwp + WORKERS));
    }
}

static void work(void *argument)
{
    const long worker = (long)argument;

    while (!over) {
        do_something(random_next(&workers[worker].random), (int)worker + 1);
        workers[worker].doings++;
        pause(random_next(&workers[worker].random) % PAUSE_US);
    }
}

/* Returns how many workers have hung. */
static unsigned watch(void)
{
    static uint64_t before[WORKERS];
    unsigned hung = 0;

    for (unsigned second = 0; second < MINUTES * 60; second += PATIENCE_S) {
        rumpuser_clock_sleep(RUMPUSER_CLOCK_RELWALL, PATIENCE_S, 0);
        for (unsigned i = 0; i < WORKERS; i++) {
            hung += workers[i].doings == before[i];
            before[i] = workers[i].doings;
        }
    }
    return hung;
}

static void end_waits(void)
{
    over = true;
    for (unsigned i = 0; i < LOCKS; i++)
        rumpuser_cv_broadcast(locks[i].cv);
}

int main(const struct cos_start *start)
{
    void *threads[WORKERS];
    uint64_t doings = 0, from = cos_tsc();

    fake_start(start);
    for (unsigned i = 0; i < LOCKS; i++) {
        rumpuser_mutex_init(&locks[i].adaptive, RUMPUSER_MTX_KMUTEX);
        rumpuser_mutex_init(&locks[i].spin, RUMPUSER_MTX_SPIN | RUMPUSER_MTX_KMUTEX);
        rumpuser_rw_init(&locks[i].rw);
        rumpuser_cv_init(&locks[i].cv);
    }
    for (long i = 0; i < WORKERS; i++) {
        workers[i].random.state = (uint64_t)i;
        threads[i] = fake_thread(work, (void *)i, (int)i + 1);
    }
    check_result(watch(), 0, "no thread hangs");
    end_waits();
    for (unsigned i = 0; i < WORKERS; i++) {
        fake_join(threads[i]);
        doings += workers[i].doings;
    }
    check(cos_tsc() - from >= MINUTES * cos_ticks(60000000), "%d minutes", MINUTES);
    check(doings > 10000, "%llu doings", (unsigned long long)doings);
    check(broken == 0, "locks keep their promises (%u broken)", broken);
    check(early == 0 && timeouts > 100 && wakeups > 100 && upgrades > 10 && children > 100,
          "timed waits end in time (%u early; %u timeouts, %u wake-ups, %u upgrades, %u children)",
          early, timeouts, wakeups, upgrades, children);
    check(fake_wrong == 0, "the CPU is given up and taken in the right order (%u)", fake_wrong);
    return check_done();
}
