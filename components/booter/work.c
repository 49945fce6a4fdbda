/* SPDX-License-Identifier: BSD-2-Clause */
#include "work.h"

#include "common.h"

#include <cos/runtime.h>
#include <cos/syscall.h>

static struct work {
    uint8_t kind; /* enum work_kind */
    bool done, attached;
    int64_t result;
    uint64_t argument, more;
    uint64_t life; /* of `devices`, which has done it */
} works[EVM_COMPONENTS];

static uint64_t looked; /* when `devices` last asked for work, or first had some to ask for */

uint64_t devices_id(void)
{
    uint64_t last = image()->component_count - 1;

    return component(last)->flags & EVM_DEVICES ? last : EVM_BOOTER;
}

bool needs_devices(uint64_t id)
{
    return grants_count(id, EVM_GRANT_PCI) + grants_count(id, EVM_GRANT_MMIO) != 0;
}

bool is_attached(uint64_t id)
{
    return works[id].attached;
}

static bool is_open(const struct work *work)
{
    return work->kind != WORK_NONE && !work->done;
}

static bool has_work(void)
{
    for (uint64_t id = 0; id < image()->component_count; id++)
        if (is_open(&works[id]))
            return true;
    return false;
}

/* A description is in the memory of the life of `devices` that has made it. */
static bool is_stale(const struct work *work)
{
    return work->kind == WORK_DESCRIBE && work->done && work->life != lives[devices_id()];
}

int64_t work_ask(uint64_t id, enum work_kind kind, uint64_t argument, uint64_t *more)
{
    struct work *work = &works[id];

    if (work->kind != kind || is_stale(work)) {
        looked = has_work() ? looked : cos_tsc();
        *work = (struct work){
            .kind = (uint8_t)kind, .argument = argument, .attached = work->attached};
        if (alive[devices_id()])
            cos_signal(SLOT_WORK);
    }
    *more = work->more;
    return work->done ? work->result : -COS_EBUSY;
}

void work_forget(uint64_t id)
{
    works[id].kind = WORK_NONE;
}

void work_begin(void)
{
    looked = cos_tsc();
}

int64_t work_next(uint64_t first, enum work_kind *kind, uint64_t *argument)
{
    looked = cos_tsc();
    for (uint64_t id = first; id < image()->component_count; id++) {
        if (is_open(&works[id])) {
            *kind = (enum work_kind)works[id].kind;
            *argument = works[id].argument;
            return (int64_t)id;
        }
    }
    return -COS_ENOENT;
}

bool work_is_open(uint64_t id, enum work_kind kind)
{
    return is_open(&works[id]) && works[id].kind == kind;
}

/* What may come of it; `devices` could say EBUSY, or that the component exists already. */
static int64_t outcome(enum work_kind kind, int64_t result)
{
    if (result == 0 || (kind == WORK_DESCRIBE && result == -COS_ENOENT))
        return result;
    return kind == WORK_DESCRIBE ? -COS_EDENIED : -COS_EIO;
}

int64_t work_done(uint64_t id, enum work_kind kind, int64_t result, uint64_t more)
{
    struct work *work = &works[id];

    if (!work_is_open(id, kind))
        return -COS_ENOENT;
    work->done = true;
    work->result = outcome(kind, result);
    work->more = more;
    work->life = lives[devices_id()];
    if (result == 0 && kind != WORK_DESCRIBE)
        work->attached = kind == WORK_ATTACH;
    return 0;
}

int64_t work_late(uint64_t *since)
{
    *since = looked;
    return alive[devices_id()] && devices_id() != EVM_BOOTER && has_work() ? 0 : -COS_ENOENT;
}
