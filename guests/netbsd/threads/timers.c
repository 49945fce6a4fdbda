/* SPDX-License-Identifier: BSD-2-Clause */
/* Timed waits: a binary heap by deadline. Each thread stores its index, so that a wait can end
 * early. */
#include <cos/string.h>
#include <memory.h>

#include "internal.h"

#define FIRST_CAPACITY 24

static struct thread *first_timers[FIRST_CAPACITY + 1]; /* [0] is unused here and in larger ones */
struct thread **timers = first_timers;
uint32_t timers_count;
static uint32_t capacity = FIRST_CAPACITY;

static size_t bytes_for(uint32_t threads)
{
    return (threads + 1) * sizeof *timers;
}

bool timers_reserve(uint32_t threads)
{
    struct thread **larger;
    uint32_t more = capacity;

    if (threads <= capacity)
        return true;
    while (more < threads)
        more *= 2;
    larger = memory_get(bytes_for(more), 0);
    if (larger == NULL)
        return false;
    memcpy(larger, timers, bytes_for(timers_count));
    if (timers != first_timers)
        memory_put(timers, bytes_for(capacity));
    timers = larger;
    capacity = more;
    return true;
}

static void place(struct thread *thread, uint32_t at)
{
    timers[at] = thread;
    thread->timer = at;
}

/* Puts `thread` at the free index `at` or nearer to the root. */
static void rise(struct thread *thread, uint32_t at)
{
    for (; at > 1 && timers[at / 2]->deadline > thread->deadline; at /= 2)
        place(timers[at / 2], at);
    place(thread, at);
}

/* Puts `thread` at the free index `at` or nearer to the leaves. */
static void sink(struct thread *thread, uint32_t at)
{
    for (uint32_t child; (child = 2 * at) <= timers_count; at = child) {
        child += child < timers_count && timers[child + 1]->deadline < timers[child]->deadline;
        if (timers[child]->deadline >= thread->deadline)
            break;
        place(timers[child], at);
    }
    place(thread, at);
}

void timer_add(struct thread *thread)
{
    rise(thread, ++timers_count);
}

void timer_remove(struct thread *thread)
{
    const uint32_t at = thread->timer;
    struct thread *last = timers[timers_count--];

    thread->timer = 0;
    if (last == thread)
        return;
    if (at > 1 && timers[at / 2]->deadline > last->deadline)
        rise(last, at);
    else
        sink(last, at);
}

void timers_expire(uint64_t now)
{
    while (timers_count > 0 && timers[1]->deadline <= now)
        thread_time_out(timers[1]);
}
