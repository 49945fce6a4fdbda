/* SPDX-License-Identifier: BSD-2-Clause */
/* Calls by drivers. */
#include "iommu.h"
#include "lock.h"
#include "pci.h"
#include "records.h"

#include <cos/entry.h>

COS_ENTRY(evm_gate_0, devices_serve);

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
        result.value = iommu_let_link(id, index);
        break;
    case DEVICES_UNLINK:
        result.value = iommu_take_link(id, index);
        break;
    case DEVICES_DMA:
        result.value = a2 <= DEVICES_DMA_PAGES ? iommu_let_memory(id, index, a2) : -COS_EINVAL;
        break;
    default:
        result.value = -COS_ENOSYS;
    }
    return result;
}

/* A thread may still be here when its component has ended; then the component's devices have
 * stopped, and its memory may be another's. The booter refuses all for components that have ended,
 * also if this component does not know yet. */
struct cos_result devices_serve(uint64_t method, uint64_t index, uint64_t a2, uint64_t a3,
                                uint64_t token, uint64_t thread)
{
    struct cos_result result = {.value = -COS_ENOENT};

    if (!lock_is_open()) /* it does not know yet whose devices are attached */
        return (struct cos_result){.value = -COS_EDENIED};
    lock_take(thread);
    if (attached[token])
        result = serve(method, token, index, a2, a3);
    lock_leave();
    return result;
}
