/* SPDX-License-Identifier: BSD-2-Clause */
/* A component's end: every frame of its runs becomes free, whatever the component has made of its memory. */
#include "iommu.h"

#include <cos/abi.h>
#include <cos/syscall.h>
#include <sched.h>

#define PASSES 4 /* objects that a component makes of its own memory use each other at most this deep */

/* From the last made to the first: page-table nodes before what they map, the component before its page-table root. */
static int64_t reclaim_run(const struct run *run)
{
    int64_t worst = 0;

    for (uint32_t page = run->pages; page-- > 0;) {
        int64_t error = cos_reclaim(SLOT_RAM(run->ram), run->first + page);

        worst = error != 0 ? error : worst;
    }
    return worst;
}

int64_t component_reclaim(uint64_t id)
{
    int64_t error = 0;

    for (unsigned pass = 0; pass < PASSES; pass++) {
        int64_t dma = reclaim_run(&runs[id][RUN_DMA]); /* which maps memory */
        int64_t objects = reclaim_run(&runs[id][RUN_OBJECTS]), memory = reclaim_run(&runs[id][RUN_MEMORY]);

        error = dma != 0 ? dma : objects != 0 ? objects : memory;
        if (error == 0) {
            break;
        }
    }
    if (error == 0) {
        runs[id][RUN_OBJECTS] = runs[id][RUN_MEMORY] = runs[id][RUN_DMA] = (struct run){ 0 };
    }
    return error;
}

int64_t component_destroy(uint64_t id)
{
    const struct run *objects = &runs[id][RUN_OBJECTS];
    int64_t error;

    alive[id] = false;
    /* Ends it, like COMP_KILL; but that needs a capability, which the component could have revoked. */
    cos_reclaim(SLOT_RAM(objects->ram), objects->first + OBJECT_COMPONENT);
    pci_silence(id); /* before its memory is anybody else's */
    error = iommu_detach(id);
    if (error != 0) {
        return error;
    }
    error = cos_call(SLOT_SCHED, SCHED_REMOVE, id, 0, 0).value;
    if (error != 0 && error != -COS_ENOENT) {
        return error;
    }
    return component_reclaim(id);
}
