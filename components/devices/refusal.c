/* SPDX-License-Identifier: BSD-2-Clause */
/* Why a component cannot have its devices on this machine. */
#include "iommu_state.h"
#include "pci.h"
#include "refusal.h"

#include <evm/reserved.h>

/* Returns what its `mmio:` contains that would let it undo all isolation; NULL: nothing. */
static const char *misplaced(uint64_t id)
{
    const struct evm_component *c = component(id);
    uint64_t first, last;

    for (uint32_t i = 0; i < c->grant_count; i++) {
        const struct evm_grant *g = grants_of(c) + i;

        if (g->type != EVM_GRANT_MMIO || !evm_grant_span(g, &first, &last))
            continue;
        if (iommu_has_registers(first, last))
            return "its `mmio:` has the registers of this machine's IOMMU in it";
        if (pci_has_configuration(first, last))
            return "its `mmio:` has this machine's PCI configuration space in it";
    }
    return NULL;
}

#define ANOTHER_MACHINE                                                                          \
    "use a machine with Intel VT-d, turned on (QEMU: `-device intel-iommu`), or let its device " \
    "access all memory, by `dma: trusted` in the manifest"

static struct work_refusal refusal_of_iommu(uint64_t id)
{
    bool trusted = component(id)->flags & EVM_DMA_TRUSTED;
    const char *registers = misplaced(id);

    if (registers != NULL)
        return (struct work_refusal){registers, "take them out"};
    if (grants_count(id, EVM_GRANT_PCI) == 0)
        return (struct work_refusal){NULL, NULL};
    if (!iommu_is_on())
        return (struct work_refusal){trusted ? NULL : iommu.missing, ANOTHER_MACHINE};
    if (pci_shares_source(id)) {
        return (struct work_refusal){
            "its PCI device is behind a bridge that hides from the IOMMU which device it is",
            "put it into another slot"};
    }
    if (!trusted && pci_shares_group(id)) {
        return (struct work_refusal){
            "its PCI device and another component's can meet behind the IOMMU's back: a switch "
            "between them lacks access control (ACS)",
            "put one of them into another slot, give both to one component, or let the device "
            "access all memory, by `dma: trusted` in the manifest"};
    }
    if (iommu_domain(id) >= iommu.domains) {
        return (struct work_refusal){
            "this machine's IOMMU cannot tell so many components with PCI devices apart",
            "take out one of the others"};
    }
    if (!trusted && pci_goes_around(id)) {
        return (struct work_refusal){
            "its virtio device accesses memory behind the IOMMU's back",
            "give it `iommu_platform=on,disable-legacy=on` in QEMU, or let it access all "
            "memory, by `dma: trusted` in the manifest"};
    }
    return (struct work_refusal){NULL, NULL};
}

struct work_refusal refusal_of(uint64_t id)
{
    struct work_refusal refusal = refusal_of_iommu(id);

    if (refusal.why == NULL) {
        refusal = (struct work_refusal){
            pci_describe(id), "put it into another slot, or take it out of the component's "
                              "`pci:`"};
    }
    return refusal;
}
