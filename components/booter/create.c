/* SPDX-License-Identifier: BSD-2-Clause */
/* A component's beginning. */
#include "iommu.h"

#include <cos/abi.h>
#include <cos/syscall.h>
#include <sched.h>

#define FIXED_OBJECTS 5 /* start page, page-table root, component, thread, endpoints */

bool alive[EVM_COMPONENTS];

static int64_t allocate(uint64_t id)
{
    int64_t error = run_allocate(&runs[id][RUN_MEMORY], memory_pages(component(id)));

    if (error == 0) {
        error = run_allocate(&runs[id][RUN_OBJECTS], FIXED_OBJECTS + table_nodes(id) + space_nodes(id));
    }
    return error == 0 ? run_allocate(&runs[id][RUN_DMA], iommu_pages(id)) : error;
}

static uint32_t component_flags(const struct evm_component *c)
{
    return (c->flags & EVM_FPU ? COS_COMP_FPU : 0) | (c->flags & EVM_NOINTR ? COS_COMP_NOINTR : 0) |
           (c->flags & EVM_STRICT ? COS_COMP_STRICT : 0);
}

static int64_t make_component(uint64_t id)
{
    struct run *objects = &runs[id][RUN_OBJECTS];
    uint64_t ram = SLOT_RAM(objects->ram);
    int64_t error = cos_make_pagetable(ram, run_take(objects), SLOT_PT(id), 0);

    if (error == 0) {
        error = cos_make_comp(ram, run_take(objects), SLOT_COMP(id), SLOT_PT(id), component_flags(component(id)), id);
    }
    for (uint64_t node = 0; node < table_nodes(id) && error == 0; node++) {
        error = cos_cap_grow(SLOT_COMP(id), node * COS_NODE_SLOTS, ram, run_take(objects));
    }
    return error;
}

static int64_t bind_thread(uint64_t id)
{
    const struct evm_component *c = component(id);
    const struct run *memory = &runs[id][RUN_MEMORY];

    if (!(c->flags & EVM_VCPU)) {
        return cos_thread_bind(SLOT_THREAD, SLOT_ENDPOINTS(id), 0, 0);
    }
    return cos_thread_bind(SLOT_THREAD, SLOT_ENDPOINTS(id), SLOT_RAM(memory->ram),
                           memory->first + ((c->vcpu - writable_segment(c)->address) >> COS_PAGE_SHIFT));
}

static int64_t make_thread(uint64_t id)
{
    struct run *objects = &runs[id][RUN_OBJECTS];
    uint64_t ram = SLOT_RAM(objects->ram);
    int64_t error = cos_make_thread(ram, run_take(objects), SLOT_THREAD, SLOT_COMP(id), component(id)->entry, id,
                                    COS_START);

    error = error == 0 ? cos_make_endpoints(ram, run_take(objects), SLOT_ENDPOINTS(id)) : error;
    return error == 0 ? bind_thread(id) : error;
}

static int64_t build(uint64_t id)
{
    int64_t error = space_fill(id);

    error = error == 0 ? make_component(id) : error;
    error = error == 0 ? make_thread(id) : error;
    error = error == 0 ? table_fill(id) : error;
    cos_cap_drop(COS_BOOT_SLOT_COMP, SLOT_THREAD);
    return error == 0 ? space_map(id) : error;
}

int64_t component_create(uint64_t id)
{
    int64_t error = pci_missing(id) != NULL ? -COS_ENOENT : iommu_refusal(id).why != NULL ? -COS_EDENIED : allocate(id);

    error = error == 0 ? build(id) : error;
    error = error == 0 ? iommu_attach(id) : error;
    if (error != 0) {
        component_reclaim(id);
        return error;
    }
    runs[id][RUN_OBJECTS].pages = runs[id][RUN_OBJECTS].used;
    alive[id] = true;
    return 0;
}

int64_t component_start(uint64_t id)
{
    int64_t error = table_connect(id);

    if (error == 0 && id > EVM_SCHED) {
        error = cos_call(SLOT_SCHED, SCHED_ADD, id, SCHED_SLOT_THREAD(id), component(id)->priority).value;
    }
    return error;
}
