/* SPDX-License-Identifier: BSD-2-Clause */
/* Which memory PCI devices can access: what an IOMMU lets them (`dma: iommu`), or all (`dma:
 * trusted`). */
#include <stdlib.h>
#include <string.h>

#include "check.h"

/* Virtio devices that know no IOMMU, since they are also of the kind before virtio 1.0. */
#define TRANSITIONAL(ids) ((ids) >= 0x1af41000 && (ids) <= 0x1af4103f)

/* The value of a key `dma`; if there is none, `otherwise`. */
static bool is_trusted(const struct check *check, const char *where, const char *value,
                       struct place place, bool otherwise)
{
    if (!value)
        return otherwise;
    if (strcmp(value, "iommu") && strcmp(value, "trusted"))
        diag_add(check->diag, place, "%skey 'dma': '%s' is unknown; expected iommu or trusted",
                 where, value);
    return !strcmp(value, "trusted");
}

void check_system_dma(struct check *check)
{
    struct manifest *manifest = check->manifest;

    manifest->dma_trusted = is_trusted(check, "", manifest->dma,
                                       manifest_place(manifest, -1, "dma", -1), false);
}

void check_dma(struct check *check)
{
    struct vm *vm = check->vm;
    char *where = text("vm '%s': ", vm->name);

    vm->dma_trusted = is_trusted(check, where, vm->dma, place_of(check, "dma", -1),
                                 check->manifest->dma_trusted);
    if (vm->dma && !vm->pci.count)
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
