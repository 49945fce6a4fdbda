/* SPDX-License-Identifier: BSD-2-Clause */
/* Memory that PCI devices can access: that of their VM, by an IOMMU (`dma: iommu`), or all (`dma:
 * trusted`). */
#include <stdlib.h>
#include <string.h>

#include "check.h"

/* Transitional virtio devices, which also support the interface before virtio 1.0 and bypass an
 * IOMMU. */
#define TRANSITIONAL(ids) ((ids) >= 0x1af41000 && (ids) <= 0x1af4103f)

void check_system_dma(struct check *check)
{
    check->manifest->dma_trusted = check->manifest->dma == DMA_TRUSTED;
}

void check_dma(struct check *check)
{
    struct vm *vm = check->vm;
    char *where = text("vm '%s': ", vm->name);

    vm->dma_trusted = vm->dma == DMA_UNSAID ? check->manifest->dma_trusted : vm->dma == DMA_TRUSTED;
    if (vm->dma != DMA_UNSAID && !vm->pci.count)
        diag_add(check->diag, place_of(check, "dma", -1),
                 "%skey 'dma': it has no PCI devices; expected this key beside 'pci' only", where);
    for (uint32_t i = 0; i < vm->grant_count && !vm->dma_trusted; i++)
        if (vm->grants[i].type == EVM_GRANT_PCI && TRANSITIONAL(vm->grants[i].a))
            diag_add(check->diag, place_of(check, "pci", -1),
                     "%skey 'pci': %04x:%04x is a transitional virtio device, which accesses "
                     "memory behind an IOMMU's back; expected one of virtio 1.x, like 1af4:1041, "
                     "or 'dma: trusted'",
                     where, (unsigned)(vm->grants[i].a >> 16),
                     (unsigned)(vm->grants[i].a & 0xffff));
    free(where);
}

bool manifest_wants_iommu(const struct manifest *manifest)
{
    for (uint32_t i = 0; i < manifest->vm_count; i++)
        for (uint32_t j = 0; j < manifest->vms[i].grant_count; j++)
            if (manifest->vms[i].grants[j].type == EVM_GRANT_PCI && !manifest->vms[i].dma_trusted)
                return true;
    return false;
}
