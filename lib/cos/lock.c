/* SPDX-License-Identifier: BSD-2-Clause */
#include <cos/lock.h>
#include <cos/syscall.h>
#include <sched.h>
#include <stdbool.h>

static bool try_take(struct cos_lock *lock, uint64_t thread)
{
    uint64_t expected = COS_LOCK_FREE;

    return __atomic_compare_exchange_n(&lock->holder, &expected, thread, false, __ATOMIC_ACQUIRE,
                                       __ATOMIC_RELAXED);
}

/* A thread makes its slot at its first wait. Its bit comes before the second look at the holder,
 * which looks at the bits when it leaves. */
static void wait_for_holder(struct cos_lock *lock, uint64_t thread)
{
    uint64_t bit = 1ull << thread, slot = lock->slots + thread, now, events;

    cos_endpoint(lock->endpoints, thread, slot, 1, COS_RIGHT_SIGNAL | COS_RIGHT_WAIT);
    __atomic_or_fetch(&lock->waiting, bit, __ATOMIC_SEQ_CST);
    now = __atomic_load_n(&lock->holder, __ATOMIC_SEQ_CST);
    if (now != COS_LOCK_FREE)
        cos_wait(slot, SCHED_INHERIT(now), &events);
    __atomic_and_fetch(&lock->waiting, ~bit, __ATOMIC_SEQ_CST);
}

void cos_lock_take(struct cos_lock *lock, uint64_t thread)
{
    while (!try_take(lock, thread))
        wait_for_holder(lock, thread);
}

void cos_lock_leave(struct cos_lock *lock)
{
    uint64_t left;

    __atomic_store_n(&lock->holder, COS_LOCK_FREE, __ATOMIC_SEQ_CST);
    left = __atomic_load_n(&lock->waiting, __ATOMIC_SEQ_CST);
    for (; left != 0; left &= left - 1)
        cos_signal(lock->slots + (uint64_t)__builtin_ctzll(left));
}
