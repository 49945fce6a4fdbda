/* SPDX-License-Identifier: BSD-2-Clause */
/* Calls by the component `devices` (device_work.h). */
#include "acpi.h"
#include "common.h"
#include "described.h"
#include "domains.h"
#include "lines.h"
#include "loans.h"
#include "ranges.h"
#include "work.h"

#include <cos/entry.h>
#include <cos/syscall.h>
#include <supervisor.h>

/* The booter has no start page. */
COS_ENTRY_AS(evm_gate_1, work_call, 0, "booter_callers", "3f");

#define ID(a1)    ((a1)&0xff)
#define INDEX(a1) (unsigned)((a1) >> WORK_INDEX & 0xff)
#define BAR(a1)   (unsigned)((a1) >> WORK_BAR & 0xff)
#define KIND(a1)  (enum work_kind)((a1) >> WORK_KIND & 0xff)

static bool incoherent;

static bool has_device(uint64_t id, unsigned index)
{
    return id < image()->component_count && index < grants_count(id, EVM_GRANT_PCI);
}

/* ---- Work ---- */

static int64_t begin(uint64_t address)
{
    const struct run *tables = &runs[EVM_BOOTER][RUN_DMA];

    described_at(address);
    return tables->pages != 0 ? (int64_t)frame_physical(tables, tables->first) : -COS_ENOENT;
}

static int64_t next(uint64_t first, uint64_t *argument)
{
    enum work_kind kind;
    int64_t id = work_next(first, &kind, argument);

    return id >= 0 ? id | (int64_t)kind << WORK_KIND : id;
}

static int64_t tell(uint64_t id, uint64_t events)
{
    int64_t error = cos_endpoint(SLOT_ENDPOINTS(id), 0, SLOT_SCRATCH, events, COS_RIGHT_SIGNAL);

    error = error == 0 ? cos_signal(SLOT_SCRATCH) : error;
    cos_cap_drop(COS_BOOT_SLOT_COMP, SLOT_SCRATCH);
    return error;
}

static int64_t done(uint64_t a1, uint64_t result, uint64_t more)
{
    int64_t error = ID(a1) >= image()->component_count || result > COS_EIO
                        ? -COS_EINVAL
                        : work_done(ID(a1), KIND(a1), -(int64_t)result, more);

    if (error == 0)
        tell(EVM_SUPERVISOR, SUPERVISOR_EVENT_WORK);
    return error;
}

/* ---- What the machine has ---- */

/* The table that has been found last, which is read word by word. */
static struct {
    uint64_t name, address, bytes;
} found;

static const uint8_t *look(uint64_t physical, uint64_t bytes)
{
    found.address = physical;
    return space_look(physical, bytes);
}

/* Returns its bytes, or what WORK_TABLE returns in place of them. */
static int64_t find_table(uint64_t name, const uint8_t **table)
{
    uint64_t bytes = ACPI_MOST;
    int64_t error = acpi_table(boot_info()->rsdp, look, (const char *)&name, table, &bytes);

    found.name = error == 0 && *table != NULL ? name : 0;
    found.bytes = found.name != 0 ? bytes : 0;
    if (error != 0)
        return error;
    return *table != NULL ? (int64_t)bytes : bytes == 0 ? 0 : WORK_TABLE_DAMAGED;
}

static int64_t read_table(uint64_t name, uint64_t offset, uint64_t *word)
{
    bool again = offset != 0 && name == found.name;
    const uint8_t *table = again ? space_look(found.address, found.bytes) : NULL;
    int64_t bytes = again ? (int64_t)found.bytes : find_table(name, &table);

    for (unsigned i = 0; table != NULL && i < sizeof *word && offset < found.bytes - i; i++)
        *word |= (uint64_t)table[offset + i] << 8 * i;
    space_unlook();
    return bytes;
}

static int64_t give_region(uint64_t id, uint64_t page, uint64_t pages, uint64_t slot)
{
    if (slot < COS_SLOT_MMIO || slot >= COS_SLOT_MMIO + WORK_SLOTS || page > UINT32_MAX ||
        pages > UINT32_MAX)
        return -COS_EINVAL;
    return range_for_devices(page << COS_PAGE_SHIFT, pages << COS_PAGE_SHIFT)
               ? table_give_region(id, slot, page, pages)
               : -COS_EDENIED;
}

static int64_t message(uint64_t line, uint64_t *data)
{
    uint64_t address = 0;
    uint32_t value = 0;
    int64_t error = line < COS_IRQ_MSI || line >= COS_IRQ_LINES
                        ? -COS_EINVAL
                        : cos_io_derive(COS_BOOT_SLOT_IRQS, SLOT_LINE, line, line);

    error = error == 0 ? cos_irq_msi(SLOT_LINE, &address, &value) : error;
    cos_cap_drop(COS_BOOT_SLOT_COMP, SLOT_LINE);
    *data = value;
    return error == 0 ? (int64_t)address : error;
}

/* ---- What a component gets ---- */

static int64_t claim(uint64_t a1, uint64_t first, uint64_t size)
{
    if (!has_device(ID(a1), INDEX(a1)) || BAR(a1) >= COS_PCI_BARS || size == 0)
        return -COS_EINVAL;
    if (!work_is_open(ID(a1), WORK_DESCRIBE))
        return -COS_ENOENT; /* it has, or is about to have, what its devices have claimed */
    if (!(a1 & WORK_PORTS)) {
        return (first | size) % COS_PAGE_SIZE != 0
                   ? -COS_EINVAL
                   : (int64_t)range_claim_memory(ID(a1), INDEX(a1), BAR(a1), first, size);
    }
    return first > UINT16_MAX || size > UINT16_MAX + 1 - first
               ? -COS_EINVAL
               : (int64_t)range_claim_ports(ID(a1), INDEX(a1), BAR(a1), (uint32_t)first,
                                            (uint32_t)size);
}

static int64_t give_line(uint64_t a1, uint64_t line, uint64_t events)
{
    if (!has_device(ID(a1), INDEX(a1)))
        return -COS_EINVAL;
    return alive[ID(a1)] ? line_give(ID(a1), INDEX(a1), line, events) : -COS_ENOENT;
}

static int64_t raise_line(uint64_t a1)
{
    if (!has_device(ID(a1), INDEX(a1)))
        return -COS_EINVAL;
    return alive[ID(a1)] ? tell(ID(a1), line_events(ID(a1), INDEX(a1))) : -COS_ENOENT;
}

static void show(uint64_t id, const struct reach *span)
{
    if (incoherent && domain_exists(id))
        domain_write_back(id, span);
}

static int64_t let_memory(uint64_t id, uint64_t page, uint64_t pages)
{
    struct reach span = {0};
    int64_t error = has_device(id, 0) && alive[id] ? domain_let_memory(id, page, pages, &span)
                                                   : -COS_ENOENT;

    if (error == 0)
        show(id, &span);
    return error;
}

static int64_t let_link(uint64_t id, const struct link *link)
{
    struct reach span = {0};
    int64_t error = alive[link->owner] ? domain_let_link(id, link, &span) : -COS_EAGAIN;

    if (error != 0)
        return error;
    show(id, &span);
    if (link->owner != id) /* its own need no loan: its devices stop at its end */
        link_lend(link, true);
    return (int64_t)span.first;
}

static int64_t take_link(uint64_t id, const struct link *link)
{
    struct reach span;

    if (domain_exists(id)) {
        domain_take_link(id, link, &span);
        show(id, &span);
    }
    return 0;
}

static int64_t change_link(uint64_t id, uint64_t index, uint64_t how)
{
    struct link link;

    if (!has_device(id, 0) || !alive[id] || index >= COS_START_LINKS ||
        !link_with(id, (unsigned)index, &link))
        return -COS_ENOENT;
    switch (how) {
    case LINK_LET:
        return let_link(id, &link);
    case LINK_TAKE:
        return take_link(id, &link);
    case LINK_OVER:
        if (link.owner != id)
            link_lend(&link, false);
        return 0;
    default:
        return -COS_EINVAL;
    }
}

/* ---- All ---- */

static int64_t serve(uint64_t method, uint64_t a1, uint64_t a2, uint64_t a3, uint64_t client,
                     uint64_t *extra)
{
    switch (method) {
    case WORK_BEGIN:
        return begin(a1);
    case WORK_MACHINE:
        incoherent = a1 & WORK_INCOHERENT;
        domains_confine(a1 & WORK_IOMMU);
        return 0;
    case WORK_NEXT:
        return next(a1, extra);
    case WORK_DONE:
        return done(a1, a2, a3);
    case WORK_ATTACHED:
        return a1 < image()->component_count && is_attached(a1);
    case WORK_TABLE:
        return read_table(a1, a2, extra);
    case WORK_REGION:
        return give_region(client, a1, a2, a3);
    case WORK_MESSAGE:
        return message(a1, extra);
    case WORK_CLAIM:
        return claim(a1, a2, a3);
    case WORK_LINE:
        return give_line(a1, a2, a3);
    case WORK_RAISE:
        return raise_line(a1);
    case WORK_MEMORY:
        return let_memory(a1, a2, a3);
    case WORK_LINK:
        return change_link(a1, a2, a3);
    default:
        return -COS_ENOSYS;
    }
}

struct cos_result work_call(uint64_t method, uint64_t a1, uint64_t a2, uint64_t a3, uint64_t token,
                            uint64_t thread)
{
    struct cos_result result = {.value = -COS_EDENIED};

    if (token == devices_id())
        result.value = begin_section(thread);
    if (result.value == 0) {
        result.value = serve(method, a1, a2, a3, token, &result.extra);
        end_section();
    }
    return result;
}
