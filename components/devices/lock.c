/* SPDX-License-Identifier: BSD-2-Clause */
#include "lock.h"

#include <cos/abi.h>
#include <cos/runtime.h>
#include <cos/syscall.h>
#include <sched.h>

/* Each thread waits at an endpoint of its own, which it makes at its first wait; number 0 is the
 * component's, and no driver's thread has that id. */
#define SLOT(thread) (COS_NODE_SLOTS + (thread))
#define FREE         UINT64_MAX

static uint64_t holder = FREE; /* a thread */
static uint64_t waiting;       /* bits of threads */
static bool open;              /* for drivers' calls */

void lock_begin(void)
{
    const struct cos_start *start = cos_self();
    uint64_t page = start->rw_pages + start->ram_pages - 1;

    cos_unmap(COS_SLOT_PT, start->rw_start + page * COS_PAGE_SIZE, 1);
    cos_cap_grow(COS_SLOT_COMP, COS_NODE_SLOTS, COS_SLOT_REGION, page);
}

void lock_open(void)
{
    __atomic_store_n(&open, true, __ATOMIC_RELEASE);
}

bool lock_is_open(void)
{
    return __atomic_load_n(&open, __ATOMIC_ACQUIRE);
}

static bool try_take(uint64_t thread)
{
    uint64_t expected = FREE;

    return __atomic_compare_exchange_n(&holder, &expected, thread, false, __ATOMIC_ACQUIRE,
                                       __ATOMIC_RELAXED);
}

/* The bit comes before the second look at the holder, which looks at the bits when it leaves. */
static void wait_for_holder(uint64_t thread)
{
    uint64_t bit = 1ull << thread, now, events;

    cos_endpoint(COS_SLOT_ENDPOINT, thread, SLOT(thread), 1, COS_RIGHT_SIGNAL | COS_RIGHT_WAIT);
    __atomic_or_fetch(&waiting, bit, __ATOMIC_SEQ_CST);
    now = __atomic_load_n(&holder, __ATOMIC_SEQ_CST);
    if (now != FREE)
        cos_wait(SLOT(thread), SCHED_INHERIT(now), &events);
    __atomic_and_fetch(&waiting, ~bit, __ATOMIC_SEQ_CST);
}

void lock_take(uint64_t thread)
{
    while (!try_take(thread))
        wait_for_holder(thread);
}

void lock_leave(void)
{
    uint64_t left;

    __atomic_store_n(&holder, FREE, __ATOMIC_SEQ_CST);
    left = __atomic_load_n(&waiting, __ATOMIC_SEQ_CST);
    for (; left != 0; left &= left - 1)
        cos_signal(SLOT((uint64_t)__builtin_ctzll(left)));
}
