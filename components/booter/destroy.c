/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * A component's end: every frame of its runs becomes free, whatever the component has made of its
 * memory. First the booter ends the component and all that lives in its memory; then the
 * component's thread comes back from other components; then the booter takes its frames back.
 */
#include "common.h"
#include "domains.h"
#include "lines.h"
#include "loans.h"
#include "work.h"

#include <cos/abi.h>
#include <cos/syscall.h>
#include <sched.h>

/* From the last object made to the first: page-table nodes before what they map, a component before
 * its page-table root. */
static const enum run_kind order[] = {RUN_DMA, RUN_OBJECTS, RUN_MEMORY};

#define KINDS (sizeof order / sizeof order[0])

/* Whether the step is over, and has handled at least one page. */
static bool is_over(const struct progress *end)
{
    return end->done != end->step && step_is_over();
}

/* EAGAIN: the step is over, and the frame, a page-table node, has not ended yet. */
static int64_t reclaim(uint64_t ram, uint64_t page)
{
    int64_t error;

    do
        error = cos_reclaim(SLOT_RAM(ram), page, 1);
    while (error == -COS_EAGAIN && !step_is_over());
    return error;
}

/* Takes back all frames that are no longer in use; counts the others. */
static int64_t take_back(uint64_t id, struct progress *end)
{
    uint64_t start = 0;

    for (unsigned kind = 0; kind < KINDS; kind++) {
        const struct run *run = &runs[id][order[kind]];

        for (; end->done - start < run->pages; end->done++) {
            uint64_t page = run->first + run->pages - 1 - (end->done - start);
            int64_t error = is_over(end) ? -COS_EAGAIN : reclaim(run->ram, page);

            if (error == -COS_EAGAIN)
                return BOOTER_MORE;
            end->left += error != 0;
        }
        start += run->pages;
    }
    return 0;
}

/* ---- Stages: BOOTER_MORE, 0: the next one, or an error ---- */

static int64_t end_life(uint64_t id, struct progress *end)
{
    const struct run *objects = &runs[id][RUN_OBJECTS];

    (void)end;
    alive[id] = started[id] = false;
    /* Ends it, like COMP_KILL, which needs a capability that the component could have revoked. */
    cos_reclaim(SLOT_RAM(objects->ram), objects->first + OBJECT_COMPONENT, 0);
    cos_revoke(SLOT_PT(id)); /* its region depends on the root: nothing can be made of it any more,
                                and what has been made ends */
    return 0;
}

/* Before its memory gets another owner, or links are cleared. */
static int64_t end_devices(uint64_t id, struct progress *end)
{
    uint64_t more;
    int64_t error = grants_count(id, EVM_GRANT_PCI) != 0
                        ? work_ask(id, WORK_END, domain_node(id), &more)
                        : 0;

    (void)end;
    if (error == -COS_EBUSY)
        return error;
    work_forget(id);
    if (error == 0) {
        domain_end(id);
        lines_leave(id);
        links_return(id);
    }
    return error;
}

/* The component need not have been started. */
static int64_t remove_thread(uint64_t id)
{
    int64_t error = cos_call(SLOT_SCHED, SCHED_REMOVE, id, 0, 0).value;

    return error == -COS_ENOENT ? 0 : error;
}

/* Threads that are in the component leave it as soon as they run; its own one may be in another
 * component. */
static int64_t await_thread(uint64_t id, struct progress *end)
{
    (void)end;
    return remove_thread(id);
}

/* Takes as many passes as necessary: the user of a frame may come after the frame. */
static int64_t take_all(uint64_t id, struct progress *end)
{
    int64_t more = take_back(id, end);
    bool better = end->before == 0 || end->left < end->before;

    if (more != 0 || end->left == 0)
        return more;
    end->before = end->left;
    end->left = end->done = end->step = 0;
    return better ? BOOTER_MORE : -COS_EBUSY;
}

static int64_t (*const stages[])(uint64_t id, struct progress *end) = {
    end_life,
    end_devices,
    await_thread,
    take_all,
};

#define STAGES (sizeof stages / sizeof stages[0])

int64_t component_destroy(uint64_t id)
{
    struct progress *end = &progress[id];
    int64_t error;

    if (end->state != STATE_ENDING)
        *end = (struct progress){.state = STATE_ENDING, .error = end->error};
    end->step = end->done;
    while (end->stage < STAGES) {
        error = stages[end->stage](id, end);
        if (error != 0)
            return error;
        end->stage++;
        end->done = end->step = end->left = 0;
    }
    component_free(id);
    *end = (struct progress){0};
    return 0;
}
