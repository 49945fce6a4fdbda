/* SPDX-License-Identifier: BSD-2-Clause */
/* Requests of the supervisor and of those whom the image grants the booter. */
#include "iommu.h"

#include <cos/entry.h>
#include <cos/syscall.h>
#include <sched.h>

/* The booter has no start page. */
COS_ENTRY_AS(evm_gate_0, booter_call, 0, "booter_callers", "3f");

static bool changing; /* one at a time makes, ends, or works on devices; others are told to try again */

static bool begin_change(void)
{
    return !__atomic_exchange_n(&changing, true, __ATOMIC_ACQUIRE);
}

static void end_change(void)
{
    __atomic_store_n(&changing, false, __ATOMIC_RELEASE);
}

/* Whether it is there, alive or not quite destroyed. */
static bool exists(uint64_t id)
{
    return runs[id][RUN_OBJECTS].pages != 0;
}

static int64_t create(uint64_t id)
{
    int64_t error;

    if (exists(id)) {
        return -COS_EEXIST;
    }
    error = component_create(id);
    if (error == 0) {
        error = component_start(id);
        if (error != 0) {
            component_destroy(id);
        }
    }
    return error;
}

static int64_t change(uint64_t method, uint64_t id, uint64_t client)
{
    int64_t result;

    if (id <= EVM_SUPERVISOR || id >= image()->component_count || (method == BOOTER_DESTROY && id == client)) {
        return -COS_EINVAL; /* root components stay; nobody destroys itself: its thread is here */
    }
    if (!begin_change()) {
        return -COS_EBUSY;
    }
    if (method == BOOTER_CREATE) {
        result = create(id);
    } else {
        result = exists(id) ? component_destroy(id) : -COS_ENOENT;
    }
    if (method == BOOTER_DESTROY && result == 0 && client != EVM_SUPERVISOR) { /* which tells them itself */
        cos_call(SLOT_SCHED, SCHED_NOTIFY, SCHED_ALL, COS_EVENT_PEER, 0);
    }
    end_change();
    return result;
}

/* Where a device finds a link that its driver has; nobody else needs to know. */
static int64_t link_physical(uint64_t client, uint64_t index)
{
    struct link link;
    int64_t error;

    if (index >= COS_START_LINKS || !link_with(client, (unsigned)index, &link)) {
        return -COS_ENOENT;
    }
    error = iommu_let_link(client, &link);
    return error == 0 ? (int64_t)cos_region_info(SLOT_RAM(runs[link.owner][RUN_LINKS].ram), link.page).v2 : error;
}

/* What a component does with its devices. Configuration space takes two accesses, so one at a time does that. */
static struct cos_result device_call(uint64_t method, uint64_t client, uint64_t index, uint64_t a2, uint64_t a3)
{
    struct cos_result result = { .value = -COS_ENOENT };

    if (grants_count(client, EVM_GRANT_PCI) == 0) {
        return (struct cos_result){ .value = -COS_EDENIED };
    }
    if (!begin_change()) {
        return (struct cos_result){ .value = -COS_EBUSY };
    }
    if (!alive[client]) {
        /* Its devices have been silenced, and its memory may be another's. */
    } else if (method == BOOTER_PCI_MASTER) {
        result.value = pci_master(client, index, a2 <= BOOTER_PCI_PLAIN ? (unsigned)a2 : UINT32_MAX);
    } else if (method == BOOTER_PCI_READ) {
        result.value = pci_read(client, index, a2, &result.extra);
    } else if (method == BOOTER_PCI_LINK) {
        result.value = link_physical(client, index);
    } else if (method == BOOTER_PCI_DMA) {
        result.value = a2 <= BOOTER_DMA_PAGES ? iommu_let_memory(client, index, a2) : -COS_EINVAL;
    } else {
        result.value = pci_write(client, index, a2, (uint32_t)a3);
    }
    end_change();
    return result;
}

/* Only while nothing changes who has which device. */
static int64_t next_fault(uint64_t client, uint64_t *address)
{
    int64_t result;

    if (client != EVM_SUPERVISOR) {
        return -COS_EDENIED;
    }
    if (!begin_change()) {
        return -COS_EBUSY;
    }
    result = iommu_fault(address);
    end_change();
    return result;
}

static bool is_for_drivers(uint64_t method)
{
    return method == BOOTER_PCI_MASTER || method == BOOTER_PCI_READ || method == BOOTER_PCI_WRITE ||
           method == BOOTER_PCI_LINK || method == BOOTER_PCI_DMA;
}

struct cos_result booter_call(uint64_t method, uint64_t id, uint64_t address, uint64_t a3, uint64_t token,
                              uint64_t thread)
{
    struct cos_result result = { .value = -COS_ENOENT };
    bool lives = id < image()->component_count && alive[id];

    (void)thread;
    if (is_for_drivers(method)) {
        return device_call(method, token, id, address, a3);
    }
    if (!may_call_booter(token)) {
        return (struct cos_result){ .value = -COS_EDENIED };
    }
    switch (method) {
    case BOOTER_CREATE:
    case BOOTER_DESTROY:
        result.value = change(method, id, token);
        break;
    case BOOTER_DMA_FAULT:
        result.value = next_fault(token, &result.extra);
        break;
    case BOOTER_FREE:
        result.value = (int64_t)frames_free();
        break;
    case BOOTER_PAGES:
        if (lives) {
            result.value = runs[id][RUN_OBJECTS].pages + runs[id][RUN_MEMORY].pages + runs[id][RUN_DMA].pages;
        }
        break;
    case BOOTER_PEEK:
        if (lives) {
            result.value = cos_peek(SLOT_PT(id), address, &result.extra);
        }
        break;
    default:
        result.value = -COS_ENOSYS;
    }
    return result;
}
