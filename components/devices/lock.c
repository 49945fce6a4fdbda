/* SPDX-License-Identifier: BSD-2-Clause */
#include "lock.h"

#include <cos/abi.h>
#include <cos/lock.h>
#include <cos/runtime.h>
#include <cos/syscall.h>

static struct cos_lock lock = {COS_SLOT_ENDPOINT, COS_NODE_SLOTS, COS_LOCK_FREE, 0};
static bool open; /* for drivers' calls */

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

void lock_take(uint64_t thread)
{
    cos_lock_take(&lock, thread);
}

void lock_leave(void)
{
    cos_lock_leave(&lock);
}
