/* SPDX-License-Identifier: BSD-2-Clause */
/* The heap of timed waits against a model that looks at all of them. */
#include <stdlib.h>

#include "../../guests/netbsd/threads/internal.h"
#include "memory.h"
#include "test.h"

#define THREADS 300
#define STEPS   200000
#define SPAN    1000 /* of the deadlines */

static struct thread all[THREADS];
static uint64_t now, expired_last;
static unsigned expired;
static bool no_memory;

void *memory_get(size_t bytes, size_t align)
{
    (void)align;
    return no_memory ? NULL : malloc(bytes);
}

void memory_put(void *memory, size_t bytes)
{
    (void)bytes;
    free(memory);
}

/* As thread.c does, which also wakes the thread. */
void thread_time_out(struct thread *thread)
{
    assert_true(thread->deadline <= now && thread->deadline >= expired_last);
    expired_last = thread->deadline;
    expired++;
    timer_remove(thread);
}

static unsigned due(void)
{
    unsigned count = 0;

    for (unsigned i = 0; i < THREADS; i++)
        count += all[i].timer != 0 && all[i].deadline <= now;
    return count;
}

static void check_first(void)
{
    uint64_t first = COS_FOREVER;

    for (unsigned i = 0; i < THREADS; i++)
        if (all[i].timer != 0 && all[i].deadline < first)
            first = all[i].deadline;
    assert_int_equal(timers_first(), first);
}

static void expire(void)
{
    const unsigned expected = due();

    expired = 0;
    expired_last = 0;
    timers_expire(now);
    assert_int_equal(expired, expected);
}

static void test_random(void **state)
{
    (void)state;
    srand(1);
    assert_true(timers_reserve(THREADS));
    for (unsigned step = 0; step < STEPS; step++) {
        struct thread *thread = &all[(unsigned)rand() % THREADS];

        if (thread->timer == 0) {
            thread->deadline = now + (unsigned)rand() % SPAN;
            timer_add(thread);
        } else if (rand() % 2) {
            timer_remove(thread);
        }
        if (rand() % 16 == 0) {
            now += (unsigned)rand() % (SPAN / 10);
            expire();
        }
        check_first();
    }
    now = COS_FOREVER;
    expire();
    assert_int_equal(timers_count, 0);
}

static void test_no_memory(void **state)
{
    (void)state;
    no_memory = true;
    assert_true(timers_reserve(THREADS));
    assert_false(timers_reserve(100 * THREADS));
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_random),
                                       cmocka_unit_test(test_no_memory)};

    return cmocka_run_group_tests(tests, NULL, NULL);
}
