/* SPDX-License-Identifier: BSD-2-Clause */
/* How many page frames things take. */
#include "common.h"
#include "domains.h"

#include <device_work.h>
#include <evm/memory.h>
#include <sched.h>
#include <supervisor.h>

#define FIXED_OBJECTS 5 /* start page, page-table root, component, thread, endpoints */
#define WINDOW_NODES  3
#define OTHER_PAGES   1 /* SLOT_ABSENT */

uint64_t table_nodes(uint64_t id)
{
    uint64_t last = image()->component_count - 1, signals = grants_count(id, EVM_GRANT_SIGNAL);
    uint64_t slot = id == EVM_SCHED        ? SCHED_SLOT_THREAD(last)
                    : id == EVM_SUPERVISOR ? SUPERVISOR_SLOT_THREAD(last)
                    : signals != 0         ? COS_SLOT_SIGNAL + signals - 1
                                           : 0;

    return slot / COS_NODE_SLOTS + 1;
}

static bool has_watchdog(void)
{
    for (uint64_t id = 0; id < image()->component_count; id++)
        if (component(id)->flags & EVM_WATCHDOG)
            return true;
    return false;
}

/* Returns a page of free memory at that address, or the first one behind it. No pages: there is
 * none. */
static struct place place_from(uint64_t address)
{
    for (uint32_t ram = 0; ram < boot_info()->ram_count; ram++) {
        uint64_t base = boot_info()->ram[ram].base;
        uint64_t skipped = base < address ? (address - base) / COS_PAGE_SIZE : 0;

        if (skipped < boot_info()->ram[ram].pages)
            return (struct place){ram, (uint32_t)skipped, 1};
    }
    return (struct place){0};
}

/* Takes the page for the record that is to survive a reset. */
static int64_t record_allocate(void)
{
    struct run *record = &runs[EVM_BOOTER][RUN_MEMORY];

    if (!has_watchdog())
        return 0;
    record->home = place_from(EVM_RECORD_FROM);
    if (record->home.pages == 0)
        record->home = place_from(EVM_KERNEL_LOAD);
    return run_allocate(record, 1);
}

int64_t booter_allocate(void)
{
    unsigned domains = image_grants(EVM_GRANT_PCI); /* a node for capabilities to page tables */
    int64_t error = record_allocate();

    if (error != 0)
        return error;
    return run_allocate(&runs[EVM_BOOTER][RUN_OBJECTS], OWN_NODES + WINDOW_NODES + OTHER_PAGES +
                                                            domains +
                                                            callers_count(component(EVM_BOOTER)));
}

int64_t tables_allocate(void)
{
    uint64_t pages = TABLE_CONTEXTS;

    if (!image_grants(EVM_GRANT_PCI))
        return 0;
    for (uint64_t id = 0; id < image()->component_count; id++)
        pages += grants_count(id, EVM_GRANT_PCI) + (grants_count(id, EVM_GRANT_PCI) != 0);
    return run_allocate(&runs[EVM_BOOTER][RUN_DMA], pages);
}

int64_t component_allocate(uint64_t id)
{
    int64_t error = run_allocate(&runs[id][RUN_MEMORY], memory_pages(component(id)));

    if (error == 0) {
        error = run_allocate(&runs[id][RUN_OBJECTS],
                             FIXED_OBJECTS + table_nodes(id) + space_nodes(id));
    }
    error = error == 0 ? run_allocate(&runs[id][RUN_DMA], domain_pages(id)) : error;
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
