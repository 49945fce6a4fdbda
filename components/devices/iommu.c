/* SPDX-License-Identifier: BSD-2-Clause */
/* The IOMMU's tables: they give each device its component's page table. All units share them. */
#include "iommu_state.h"
#include "pci.h"

#include <cos/abi.h>
#include <cos/syscall.h>

/* Part of the booter's address space: a page-table leaf of its own. After the pages that stay
 * mapped there is room for ACPI's tables and for a page of device memory. */
#define WINDOW       0x600000ull
#define WINDOW_PAGES 512
#define SPARE_PAGES  6 /* most pages of a range that is mapped for reading */
#define BUSES        256
#define RW           (COS_RIGHT_READ | COS_RIGHT_WRITE)

#define NO_MEMORY    "there is no memory for the IOMMU's tables"
#define NO_REGISTERS "the registers of the IOMMU cannot be mapped"

struct iommu iommu;

static bool window_made;
static uint64_t window_used; /* pages of the window that stay mapped */
static struct iommu_table root, nobodys, done;
static struct iommu_table roots[EVM_COMPONENTS]; /* by domain */
static struct {
    struct iommu_table table;
    uint8_t bus;
} contexts[EVM_COMPONENTS];
static unsigned context_count;

/* ---- The window ---- */

static void *window(uint64_t page)
{
    return (void *)(WINDOW + page * COS_PAGE_SIZE);
}

/* Maps device memory or frames for good. NULL: the kernel refuses, or there is no room. */
static void *keep(uint64_t slot, uint64_t page, uint64_t pages)
{
    void *at = window(window_used);

    if (pages > WINDOW_PAGES - SPARE_PAGES - window_used ||
        cos_map(COS_BOOT_SLOT_PT, (uint64_t)at, slot, page, RW, pages) != (int64_t)pages)
        return NULL;
    window_used += pages;
    return at;
}

static const uint8_t *look(uint64_t physical, uint64_t bytes)
{
    uint64_t first = physical >> COS_PAGE_SHIFT, pages = pages_of(physical % COS_PAGE_SIZE + bytes);
    void *at = window(WINDOW_PAGES - SPARE_PAGES);

    if (physical >= DMAR_REACH || pages > SPARE_PAGES || pages == 0 ||
        cos_map(COS_BOOT_SLOT_PT, (uint64_t)at, COS_BOOT_SLOT_DEVICE, first, COS_RIGHT_READ,
                pages) != (int64_t)pages)
        return NULL;
    return (const uint8_t *)at + physical % COS_PAGE_SIZE;
}

volatile uint32_t *iommu_look_device(uint64_t physical)
{
    void *at = window(WINDOW_PAGES - SPARE_PAGES);

    return cos_map(COS_BOOT_SLOT_PT, (uint64_t)at, COS_BOOT_SLOT_DEVICE, physical >> COS_PAGE_SHIFT,
                   RW, 1) == 1
               ? at
               : NULL;
}

const struct express *iommu_express(void)
{
    static struct express express;
    static bool known;
    const uint8_t *table;
    uint64_t bytes = 0;

    if (!known && window_made &&
        acpi_table(boot_info()->rsdp, look, "MCFG", &table, &bytes) == NULL && table != NULL)
        express_read_table(table, bytes, &express);
    known = known || window_made;
    return &express;
}

/* ---- Tables ---- */

void iommu_write(volatile uint64_t *entry, uint64_t high, uint64_t low)
{
    entry[1] = high;
    __atomic_thread_fence(__ATOMIC_SEQ_CST); /* the first word makes the entry valid */
    entry[0] = low;
    if (!iommu.coherent)
        vtd_write_back(entry, 2 * sizeof *entry);
}

bool iommu_forget(uint16_t domain)
{
    bool done_by_all = true;

    for (unsigned i = 0; i < iommu.dmar.count; i++)
        done_by_all = vtd_forget(&iommu.units[i], domain) && done_by_all;
    return done_by_all;
}

bool iommu_forget_interrupts(void)
{
    bool done_by_all = true;

    for (unsigned i = 0; i < iommu.dmar.count && iommu.checks_interrupts; i++)
        done_by_all = vtd_forget_interrupts(&iommu.units[i]) && done_by_all;
    return done_by_all;
}

static struct iommu_table *context_table(uint8_t bus)
{
    for (unsigned i = 0; i < context_count; i++)
        if (contexts[i].bus == bus)
            return &contexts[i].table;
    return &nobodys;
}

volatile uint64_t *iommu_context(uint32_t place)
{
    return context_table((uint8_t)(place >> 8))->words + 2 * (place & 0xff);
}

/* ---- The beginning ---- */

/* Domain numbers begin with 1: 0 is special on some units. */
uint16_t iommu_domain(uint64_t id)
{
    uint16_t domain = 1;

    for (uint64_t other = 0; other < id; other++)
        domain += grants_count(other, EVM_GRANT_PCI) != 0;
    return domain;
}

/* Takes a zeroed page of the booter's run for such a table. */
static bool make_table(struct iommu_table *table)
{
    struct run *run = &runs[EVM_BOOTER][RUN_DMA];
    uint64_t page;

    if (run->used == run->pages)
        return false;
    page = run_take(run);
    table->words = cos_zero(SLOT_RAM(run->ram), page) == 0 ? keep(SLOT_RAM(run->ram), page, 1)
                                                           : NULL;
    table->physical = frame_physical(run, page);
    if (table->words != NULL)
        vtd_write_back(table->words, COS_PAGE_SIZE);
    return table->words != NULL;
}

/* Makes the context tables: one for each bus with a granted device, and one for all others. */
static bool make_contexts(void)
{
    for (unsigned bus = 0; bus < BUSES; bus++)
        iommu_write(root.words + 2 * bus, 0, nobodys.physical | IOMMU_PRESENT);
    for (uint64_t id = 0; id < image()->component_count; id++) {
        devices_missing(id);
        for (unsigned i = 0; i < grants_count(id, EVM_GRANT_PCI); i++) {
            uint32_t place;

            if (!pci_place(id, i, &place) || context_table((uint8_t)(place >> 8)) != &nobodys)
                continue;
            contexts[context_count].bus = (uint8_t)(place >> 8);
            if (context_count == EVM_COMPONENTS || !make_table(&contexts[context_count].table))
                return false;
            iommu_write(root.words + 2 * (place >> 8), 0,
                        contexts[context_count++].table.physical | IOMMU_PRESENT);
        }
    }
    return true;
}

/* Makes the roots of page tables, if the units need four levels. */
static bool make_roots(void)
{
    for (uint64_t id = 0; id < image()->component_count && iommu.levels == 4; id++)
        if (grants_count(id, EVM_GRANT_PCI) != 0 && !make_table(&roots[iommu_domain(id)]))
            return false;
    return true;
}

uint64_t iommu_root(uint16_t domain, uint64_t node)
{
    iommu_write(roots[domain].words, 0, node | IOMMU_RW);
    return roots[domain].physical;
}

/* Maps a unit's registers, and takes memory for its queue. */
static const char *open_unit(struct vtd *unit, uint64_t registers)
{
    struct iommu_table queue;
    const char *problem;
    unsigned more;

    unit->registers = keep(COS_BOOT_SLOT_DEVICE, registers >> COS_PAGE_SHIFT, 1);
    problem = unit->registers == NULL ? NO_REGISTERS : vtd_probe(unit);
    if (problem != NULL)
        return problem;
    more = vtd_pages(unit) - 1;
    if (more != 0 && keep(COS_BOOT_SLOT_DEVICE, (registers >> COS_PAGE_SHIFT) + 1, more) == NULL)
        return NO_REGISTERS;
    if (!make_table(&queue))
        return NO_MEMORY;
    unit->queue = queue.words;
    unit->queue_physical = queue.physical;
    unit->done = (volatile uint32_t *)(done.words + (unit - iommu.units));
    unit->done_physical = done.physical + (uint64_t)(unit - iommu.units) * sizeof *done.words;
    return NULL;
}

/* Opens all units, and finds what all of them support. */
static const char *open_units(void)
{
    unsigned common = 1u << 3 | 1u << 4;

    iommu.coherent = true;
    iommu.checks_interrupts = iommu.dmar.interrupts;
    iommu.domains = UINT16_MAX;
    for (unsigned i = 0; i < iommu.dmar.count; i++) {
        const char *problem = open_unit(&iommu.units[i], iommu.dmar.units[i].registers);

        if (problem != NULL)
            return problem;
        common &= vtd_levels(&iommu.units[i]);
        iommu.domains = vtd_domains(&iommu.units[i]) < iommu.domains ? vtd_domains(&iommu.units[i])
                                                                     : iommu.domains;
        iommu.coherent = iommu.coherent && vtd_coherent(&iommu.units[i]);
        iommu.remembers_gaps = iommu.remembers_gaps || vtd_remembers_gaps(&iommu.units[i]);
        iommu.checks_interrupts = iommu.checks_interrupts && vtd_interrupts(&iommu.units[i]);
    }
    iommu.levels = common & 1u << 4 ? 4 : 3;
    return common != 0 ? NULL : "this machine's IOMMUs have no kind of page table in common";
}

/* Takes a page-table node for the window, and a node for the capabilities to page tables. */
static bool take_nodes(void)
{
    struct run *nodes = &runs[EVM_BOOTER][RUN_MEMORY];

    window_made = nodes_allocate() == 0 &&
                  cos_pt_grow(COS_BOOT_SLOT_PT, WINDOW, SLOT_RAM(nodes->ram), run_take(nodes)) == 1;
    return window_made && domains_begin(nodes) == 0;
}

/* Takes frames for the tables: four, a queue for each unit, at most a context table for each device
 * and a root for each component with devices. */
static bool take_tables(void)
{
    uint64_t pages = 4 + iommu.dmar.count;

    for (uint64_t id = 0; id < image()->component_count; id++)
        pages += grants_count(id, EVM_GRANT_PCI) + (grants_count(id, EVM_GRANT_PCI) != 0);
    return run_allocate(&runs[EVM_BOOTER][RUN_DMA], pages) == 0;
}

static const char *start_units(void)
{
    const char *problem;

    if (!take_tables() || !make_table(&root) || !make_table(&nobodys) ||
        !make_table(&iommu.interrupts) || !make_table(&done))
        return NO_MEMORY;
    problem = open_units();
    if (problem == NULL && (!make_contexts() || !make_roots()))
        problem = NO_MEMORY;
    for (unsigned i = 0; i < iommu.dmar.count && problem == NULL; i++) {
        uint64_t table = iommu.dmar.units[i].segment == 0 ? root.physical : nobodys.physical;

        if (!vtd_start(&iommu.units[i], table,
                       iommu.checks_interrupts ? iommu.interrupts.physical : 0))
            problem = "this machine's IOMMU does not execute commands";
    }
    return problem;
}

static void stop_units(void)
{
    for (unsigned i = 0; i < iommu.dmar.count && iommu.units[i].capabilities != 0; i++)
        vtd_stop(&iommu.units[i]);
}

void devices_begin(void)
{
    bool devices = image_grants(EVM_GRANT_PCI),
         good = (devices || image_grants(EVM_GRANT_MMIO)) && take_nodes();

    if (!devices)
        return;
    iommu.missing = good ? dmar_find(boot_info()->rsdp, look, &iommu.dmar) : NO_MEMORY;
    if (iommu.missing == NULL) {
        iommu.missing = start_units();
        if (iommu.missing != NULL) {
            stop_units(); /* those that did start must not block devices of trusted components */
        } else if (!iommu.checks_interrupts) {
            warn("this machine's IOMMU does not check interrupts: PCI devices can raise any "
                 "(docs/architecture.md)");
        }
    }
    runs[EVM_BOOTER][RUN_DMA].pages = runs[EVM_BOOTER][RUN_DMA].used;
}

bool iommu_is_on(void)
{
    return iommu.missing == NULL && iommu.dmar.count != 0;
}

bool iommu_has_registers(uint64_t first, uint64_t last)
{
    for (unsigned unit = 0; iommu_is_on() && unit < iommu.dmar.count; unit++) {
        uint64_t start = iommu.dmar.units[unit].registers;

        if (first < start + (uint64_t)vtd_pages(&iommu.units[unit]) * COS_PAGE_SIZE &&
            start <= last)
            return true;
    }
    return false;
}
