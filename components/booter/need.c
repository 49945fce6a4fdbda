/* SPDX-License-Identifier: BSD-2-Clause */
/* How many page frames things take. */
#include "common.h"

#include <devices/for_booter.h>
#include <sched.h>
#include <supervisor.h>

#define FIXED_OBJECTS 5 /* start page, page-table root, component, thread, endpoints */
#define WINDOW_NODES  3
#define OTHER_PAGES   1 /* SLOT_ABSENT */
#define LOOK_NODES    2 /* a page-table node, a node for capabilities to page tables */

uint64_t table_nodes(uint64_t id)
{
    uint64_t last = image()->component_count - 1, signals = grants_count(id, EVM_GRANT_SIGNAL);
    uint64_t slot = id == EVM_SCHED        ? SCHED_SLOT_THREAD(last)
                    : id == EVM_SUPERVISOR ? SUPERVISOR_SLOT_PT(last)
                    : signals != 0         ? COS_SLOT_SIGNAL + signals - 1
                                           : 0;

    return slot / COS_NODE_SLOTS + 1;
}

int64_t booter_allocate(void)
{
    return run_allocate(&runs[EVM_BOOTER][RUN_OBJECTS], OWN_NODES + WINDOW_NODES + OTHER_PAGES +
                                                            callers_count(component(EVM_BOOTER)));
}

int64_t nodes_allocate(void)
{
    return run_allocate(&runs[EVM_BOOTER][RUN_MEMORY], LOOK_NODES);
}

bool component_exists(uint64_t id)
{
    return runs[id][RUN_OBJECTS].pages != 0;
}

int64_t component_allocate(uint64_t id)
{
    int64_t error = run_allocate(&runs[id][RUN_MEMORY], memory_pages(component(id)));

    if (error == 0) {
        error = run_allocate(&runs[id][RUN_OBJECTS],
                             FIXED_OBJECTS + table_nodes(id) + space_nodes(id));
    }
    error = error == 0 ? run_allocate(&runs[id][RUN_DMA], devices_pages(id)) : error;
    if (error != 0)
        component_free(id);
    return error;
}

void component_free(uint64_t id)
{
    run_free(&runs[id][RUN_MEMORY]);
    run_free(&runs[id][RUN_OBJECTS]);
    run_free(&runs[id][RUN_DMA]);
}
