/* SPDX-License-Identifier: BSD-2-Clause */
/* Which memory the devices of a component can access. */
#include "iommu_state.h"

#include <cos/abi.h>
#include <cos/syscall.h>
#include <evm/reserved.h>

#define RW (COS_RIGHT_READ | COS_RIGHT_WRITE)

/* address bits that a leaf of a page table covers, and the node above it */
#define LEAF_SHIFT     21
#define NODE_SHIFT     30
#define WIDTH(levels)  ((levels)-2ull) /* in the second word of a context entry */
#define DOMAIN(number) ((uint64_t)(number) << 8)
#define VECTOR(data)   (((data)&0xffull) << 16) /* in the first word of an interrupt entry */
#define CPU(address)   (((address) >> 12 & 0xffull) << 40)
#define CHECK_SOURCE   (1ull << 18) /* in the second, above the source */
/* what a device writes to for that entry */
#define MESSAGE(entry) (0xfee00010u | (uint32_t)(entry) << 5)

static bool is_on(void)
{
    return iommu.missing == NULL && iommu.dmar.count != 0;
}

/* Numbers of domains begin with 1: 0 is special on some units. */
static uint16_t domain_of(uint64_t id)
{
    uint16_t domain = 1;

    for (uint64_t other = 0; other < id; other++)
        domain += grants_count(other, EVM_GRANT_PCI) != 0;
    return domain;
}

bool iommu_has_registers(uint64_t first, uint64_t last)
{
    for (unsigned unit = 0; is_on() && unit < iommu.dmar.count; unit++) {
        uint64_t start = iommu.dmar.units[unit].registers;

        if (first < start + (uint64_t)vtd_pages(&iommu.units[unit]) * COS_PAGE_SIZE &&
            start <= last)
            return true;
    }
    return false;
}

/* What its `mmio:` must not have in it: whoever has that can undo everything. NULL: it has not. */
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

struct iommu_refusal iommu_refusal(uint64_t id)
{
    bool trusted = component(id)->flags & EVM_DMA_TRUSTED;

    if (misplaced(id) != NULL)
        return (struct iommu_refusal){misplaced(id), "take them out"};
    if (grants_count(id, EVM_GRANT_PCI) == 0)
        return (struct iommu_refusal){NULL, NULL};
    if (!is_on())
        return (struct iommu_refusal){trusted ? NULL : iommu.missing, ANOTHER_MACHINE};
    if (pci_shares_source(id)) {
        return (struct iommu_refusal){
            "its PCI device is behind a bridge that hides from the IOMMU which device it is",
            "put it into another slot"};
    }
    if (!trusted && pci_shares_group(id)) {
        return (struct iommu_refusal){
            "its PCI device and that of another component can reach each other behind the "
            "IOMMU's back, as a switch between them has no access control (ACS)",
            "put one of them into another slot, give both to one component, or let the device "
            "access all memory, by `dma: trusted` in the manifest"};
    }
    if (domain_of(id) >= iommu.domains) {
        return (struct iommu_refusal){
            "this machine's IOMMU cannot tell so many components with PCI devices apart",
            "take out one of the others"};
    }
    if (!trusted && pci_goes_around(id)) {
        return (struct iommu_refusal){
            "its virtio device accesses memory behind the IOMMU's back",
            "give it `iommu_platform=on,disable-legacy=on` in QEMU, or let it access all "
            "memory, by `dma: trusted` in the manifest"};
    }
    return (struct iommu_refusal){NULL, NULL};
}

/* ---- Page tables ---- */

struct span {
    uint64_t first, last; /* physical addresses */
};

/* Everything that may be mapped; how many. */
static unsigned list_spans(uint64_t id, struct span *spans)
{
    const struct run *memory = &runs[id][RUN_MEMORY];
    unsigned count = 0;
    struct link link;

    if (memory->pages != 0) {
        uint64_t first = iommu_physical(memory, memory->first);

        spans[count++] = (struct span){first, first + (uint64_t)memory->pages * COS_PAGE_SIZE - 1};
    }
    for (unsigned i = 0; i < COS_START_LINKS && link_with(id, i, &link); i++) {
        uint64_t first = iommu_physical(&runs[link.owner][RUN_LINKS], link.page);

        spans[count++] = (struct span){first, first + link.pages * COS_PAGE_SIZE - 1};
    }
    return count;
}

/* Whether one of the first spans has a part of the block of that number. */
static bool touches(const struct span *spans, unsigned count, uint64_t block, unsigned shift)
{
    for (unsigned i = 0; i < count; i++)
        if (block >= spans[i].first >> shift && block <= spans[i].last >> shift)
            return true;
    return false;
}

/* Blocks of 2 to the power of `shift` bytes in which there are any. */
static uint64_t count_blocks(const struct span *spans, unsigned count, unsigned shift)
{
    uint64_t blocks = 0;

    for (unsigned i = 0; i < count; i++)
        for (uint64_t block = spans[i].first >> shift; block <= spans[i].last >> shift; block++)
            blocks += !touches(spans, i, block, shift);
    return blocks;
}

/* The root, which only the kernel looks at, one node below it, perhaps a root for the
 * IOMMU, nodes, leaves. */
uint64_t iommu_pages(uint64_t id)
{
    static struct span spans[1 + COS_START_LINKS];
    unsigned count;

    if (!is_on() || grants_count(id, EVM_GRANT_PCI) == 0)
        return 0;
    count = list_spans(id, spans);
    return 2 + (iommu.levels == 4) + count_blocks(spans, count, NODE_SHIFT) +
           count_blocks(spans, count, LEAF_SHIFT);
}

/* A root whose first entry is the node: the kernel's own has more entries than
 * a device should see. */
static int64_t make_root(struct run *run, uint64_t *physical)
{
    uint64_t page = run_take(run);
    int64_t error = cos_zero(SLOT_RAM(run->ram), page);
    volatile uint64_t *words = error == 0 ? iommu_look(run, page) : NULL;

    if (words == NULL)
        return error != 0 ? error : -COS_EINVAL;
    words[0] = *physical | IOMMU_RW;
    vtd_write_back(words, COS_PAGE_SIZE);
    iommu_unlook();
    *physical = iommu_physical(run, page);
    return 0;
}

/* An empty page table: what the IOMMU is told of it. */
static int64_t make_page_table(uint64_t id, uint64_t *physical)
{
    struct run *run = &runs[id][RUN_DMA];
    int64_t level, error = cos_make_pagetable(SLOT_RAM(run->ram), run_take(run), SLOT_DMA(id), 0);
    uint64_t page;

    if (error != 0)
        return error;
    page = run_take(run);
    level = cos_pt_grow(SLOT_DMA(id), 0, SLOT_RAM(run->ram), page);
    if (level != 3)
        return level < 0 ? level : -COS_EINVAL;
    *physical = iommu_physical(run, page);
    error = cos_pt_write_back(SLOT_DMA(id), 0);
    return error == 0 && iommu.levels == 4 ? make_root(run, physical) : error;
}

static int64_t let(uint64_t id, const struct range *range)
{
    uint64_t last = range->address + (range->pages - 1) * COS_PAGE_SIZE;
    int64_t error = space_map_range(SLOT_DMA(id), &runs[id][RUN_DMA], range);

    for (uint64_t leaf = range->address >> LEAF_SHIFT;
         leaf <= last >> LEAF_SHIFT && !iommu.coherent; leaf++)
        cos_pt_write_back(SLOT_DMA(id), leaf << LEAF_SHIFT);
    if (error == 0 && iommu.remembers_gaps && !iommu_forget(domain_of(id)))
        error = -COS_EIO;
    return error;
}

int64_t iommu_let_memory(uint64_t id, uint64_t page, uint64_t pages)
{
    const struct run *memory = &runs[id][RUN_MEMORY];
    uint64_t own = own_pages(component(id));
    struct range range = {0, pages, SLOT_RAM(memory->ram), memory->first + page, RW};

    if (page >= own || pages == 0 || pages > own - page)
        return -COS_EINVAL;
    range.address = iommu_physical(memory, range.page);
    return runs[id][RUN_DMA].pages == 0 ? 0 : let(id, &range);
}

int64_t iommu_let_link(uint64_t id, const struct link *link)
{
    const struct run *links = &runs[link->owner][RUN_LINKS];
    struct range range = {iommu_physical(links, link->page), link->pages, SLOT_RAM(links->ram),
                          link->page, RW};

    return runs[id][RUN_DMA].pages == 0 ? 0 : let(id, &range);
}

int64_t iommu_take_link(uint64_t id, const struct link *link)
{
    uint64_t first = iommu_physical(&runs[link->owner][RUN_LINKS], link->page), pages = link->pages;
    uint64_t last = first + (pages - 1) * COS_PAGE_SIZE;

    if (runs[id][RUN_DMA].pages == 0)
        return 0;
    for (uint64_t done = 0, batch; done < pages; done += batch) {
        batch = pages - done < COS_MAP_BATCH ? pages - done : COS_MAP_BATCH;
        cos_unmap(SLOT_DMA(id), first + done * COS_PAGE_SIZE, batch);
    }
    for (uint64_t leaf = first >> LEAF_SHIFT; leaf <= last >> LEAF_SHIFT && !iommu.coherent; leaf++)
        cos_pt_write_back(SLOT_DMA(id), leaf << LEAF_SHIFT);
    return iommu_forget(domain_of(id)) ? 0 : -COS_EIO;
}

/* ---- Devices ---- */

static volatile uint64_t *interrupt_entry(uint64_t line)
{
    return iommu.interrupts.words + 2 * (line - COS_IRQ_MSI);
}

int64_t iommu_plain_message(uint64_t line, uint64_t *address, uint32_t *data)
{
    int64_t error = cos_io_derive(COS_BOOT_SLOT_IRQS, SLOT_LINE, line, line);

    error = error == 0 ? cos_irq_msi(SLOT_LINE, address, data) : error;
    cos_cap_drop(COS_BOOT_SLOT_COMP, SLOT_LINE);
    return error;
}

void iommu_message(uint64_t line, uint64_t *address, uint32_t *data)
{
    if (is_on() && iommu.checks_interrupts) {
        *address = MESSAGE(line - COS_IRQ_MSI);
        *data = 0;
    } else {
        iommu_plain_message(line, address, data);
    }
}

static int64_t attach_device(uint64_t id, unsigned index, uint64_t table)
{
    uint64_t line = pci_line(id, index), address;
    uint32_t place, data;
    int64_t error = iommu_plain_message(line, &address, &data);

    if (error != 0 || !pci_place(id, index, &place))
        return error != 0 ? error : -COS_ENOENT;
    iommu_write(iommu_context(place), WIDTH(iommu.levels) | DOMAIN(domain_of(id)),
                table | IOMMU_PRESENT);
    iommu_write(interrupt_entry(line), CHECK_SOURCE | place,
                CPU(address) | VECTOR(data) | IOMMU_PRESENT);
    return 0;
}

int64_t iommu_attach(uint64_t id)
{
    uint64_t table;
    int64_t error;

    if (runs[id][RUN_DMA].pages == 0)
        return 0;
    error = make_page_table(id, &table);
    for (unsigned i = 0; i < grants_count(id, EVM_GRANT_PCI) && error == 0; i++)
        error = attach_device(id, i, table);
    if (error == 0 && !(iommu_forget(domain_of(id)) && iommu_forget_interrupts()))
        error = -COS_EIO;
    iommu_count_anew(id);
    if (error != 0)
        iommu_detach(id);
    return error;
}

int64_t iommu_detach(uint64_t id)
{
    uint32_t place;

    if (runs[id][RUN_DMA].pages == 0)
        return 0;
    for (unsigned i = 0; pci_place(id, i, &place); i++) {
        iommu_write(iommu_context(place), 0, 0);
        iommu_write(interrupt_entry(pci_line(id, i)), 0, 0);
    }
    cos_cap_drop(COS_BOOT_SLOT_COMP, SLOT_DMA(id));
    return iommu_forget(domain_of(id)) && iommu_forget_interrupts() ? 0 : -COS_EIO;
}
