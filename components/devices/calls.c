/* SPDX-License-Identifier: BSD-2-Clause */
/* Calls by drivers, and the ends of components, whose devices must stop before the components lose
 * their memory. */
#include "iommu.h"
#include "loans.h"
#include "pci.h"

#include <cos/entry.h>

/* The booter has no start page. */
COS_ENTRY_AS(evm_gate_1, devices_call, 0, "booter_callers", "3f");

/* Returns the physical address of a link, for a device of the client. The component's own links
 * need no loan: its devices stop at its end. */
static int64_t lend_link(uint64_t client, uint64_t index)
{
    uint64_t physical;
    struct link link;
    int64_t error;

    if (index >= COS_START_LINKS || !link_with(client, (unsigned)index, &link))
        return -COS_ENOENT;
    if (!alive[link.owner])
        return -COS_EDEAD;
    error = iommu_let_link(client, &link, &physical);
    if (error != 0)
        return error;
    if (link.owner != client)
        link_lend(&link, true);
    return (int64_t)physical;
}

static int64_t return_link(uint64_t client, uint64_t index)
{
    struct link link;
    int64_t error;

    if (index >= COS_START_LINKS || !link_with(client, (unsigned)index, &link))
        return -COS_ENOENT;
    error = iommu_take_link(client, &link);
    if (error == 0 && link.owner != client)
        link_lend(&link, false);
    return error;
}

static struct cos_result serve(uint64_t method, uint64_t id, uint64_t index, uint64_t a2,
                               uint64_t a3)
{
    struct cos_result result = {0};

    switch (method) {
    case DEVICES_MASTER:
        result.value = pci_master(id, index, a2 <= DEVICES_PLAIN ? (unsigned)a2 : UINT32_MAX);
        break;
    case DEVICES_READ:
        result.value = pci_read(id, index, a2, &result.extra);
        break;
    case DEVICES_WRITE:
        result.value = pci_write(id, index, a2, (uint32_t)a3);
        break;
    case DEVICES_LINK:
        result.value = lend_link(id, index);
        break;
    case DEVICES_UNLINK:
        result.value = return_link(id, index);
        break;
    case DEVICES_DMA:
        result.value = a2 <= DEVICES_DMA_PAGES ? iommu_let_memory(id, index, a2) : -COS_EINVAL;
        break;
    default:
        result.value = -COS_ENOSYS;
    }
    return result;
}

struct cos_result devices_call(uint64_t method, uint64_t index, uint64_t a2, uint64_t a3,
                               uint64_t token, uint64_t thread)
{
    struct cos_result result = {.value = begin_section()};

    (void)thread;
    if (result.value != 0)
        return result;
    result.value = -COS_ENOENT;
    if (alive[token]) /* else its devices have stopped, and its memory may be another's */
        result = serve(method, token, index, a2, a3);
    end_section();
    return result;
}

bool devices_due(uint64_t id)
{
    return !links_lent(id) && (grants_count(id, EVM_GRANT_PCI) == 0 || !iommu_has_faults());
}

int64_t devices_end(uint64_t id)
{
    int64_t error = pci_silence(id);

    error = error == 0 ? iommu_detach(id) : error;
    if (error == 0)
        links_return(id);
    return error;
}
