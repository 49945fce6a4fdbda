/* SPDX-License-Identifier: BSD-2-Clause */
/* What components have used, by call. */
#include "common.h"

#include <booter.h>
#include <cos/runtime.h>
#include <cos/syscall.h>
#include <sched.h>

_Static_assert(SUPERVISOR_EXITS + END_KINDS == SUPERVISOR_USAGES, "a figure for each kind of end");

static struct cos_result result_of(int64_t figure)
{
    struct cos_result result = {.value = figure < 0 ? figure : 0};

    result.extra = figure < 0 ? 0 : (uint64_t)figure;
    return result;
}

static struct cos_result of_sched(uint64_t method, uint64_t id)
{
    return result_of(cos_call(COS_SLOT_SCHED, method, id, 0, 0).value);
}

static struct cos_result pages_of(uint64_t id)
{
    int64_t pages = cos_call(COS_SLOT_BOOTER, BOOTER_PAGES, id, 0, 0).value;

    return result_of(pages == -COS_ENOENT ? 0 : pages);
}

struct cos_result usage_of(uint64_t id, uint64_t figure)
{
    if (id >= image()->component_count || figure >= SUPERVISOR_USAGES)
        return result_of(-COS_ENOENT);
    switch (figure) {
    case SUPERVISOR_TIME:
        return of_sched(SCHED_TIME, id);
    case SUPERVISOR_MISSED:
        return of_sched(SCHED_MISSED, id);
    case SUPERVISOR_LONGEST:
        return of_sched(SCHED_LONGEST, id);
    case SUPERVISOR_RESTARTS:
        return result_of(lives[id].restarts);
    case SUPERVISOR_PAGES:
        return pages_of(id);
    default:
        return result_of(lives[id].ends[figure - SUPERVISOR_EXITS]);
    }
}
