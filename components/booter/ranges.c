/* SPDX-License-Identifier: BSD-2-Clause */
#include "ranges.h"

#include "common.h"

#include <evm/reserved.h>

#define DEVICES  (COS_IRQ_LINES - COS_IRQ_MSI) /* most devices that can be granted */
#define OWN      (2 * WORK_UNITS + 1)          /* most ranges of `devices` */
#define LOW_RAM  0x100000ull
#define FOUR_GIB 0x100000000ull

/* What components may get of each device, by its BARs. */
static struct {
    uint32_t page, pages;
} memory_claims[DEVICES * COS_PCI_BARS];
static struct {
    uint32_t first, count;
} port_claims[DEVICES * COS_PCI_BARS];

static struct {
    uint64_t first, last;
} own[OWN]; /* of `devices` */
static unsigned own_count;

static bool overlap(uint64_t first, uint64_t last, uint64_t other_first, uint64_t other_last)
{
    return first <= other_last && other_first <= last;
}

uint64_t message_line(uint64_t id, uint64_t index)
{
    uint64_t line = COS_IRQ_MSI + index;

    for (uint64_t other = 0; other < id; other++)
        line += grants_count(other, EVM_GRANT_PCI);
    return line;
}

/* Free RAM is listed; kernel and image lie between its parts. */
static bool is_ram(uint64_t first, uint64_t last)
{
    uint64_t low_end = 0;

    for (uint64_t i = 0; i < boot_info()->ram_count; i++) {
        uint64_t base = boot_info()->ram[i].base,
                 end = base + boot_info()->ram[i].pages * COS_PAGE_SIZE;

        low_end = end <= FOUR_GIB && end > low_end ? end : low_end;
        if (overlap(first, last, base, end - 1))
            return true;
    }
    return low_end > LOW_RAM && overlap(first, last, LOW_RAM, low_end - 1);
}

static bool is_own(uint64_t first, uint64_t last)
{
    for (unsigned i = 0; i < own_count; i++)
        if (overlap(first, last, own[i].first, own[i].last))
            return true;
    return false;
}

/* Whether the image grants some of it to another component; `made`: to one that exists. */
static bool is_granted(uint64_t id, const struct evm_grant *wanted, bool made)
{
    for (uint64_t other = 0; other < image()->component_count; other++) {
        const struct evm_component *c = component(other);

        for (uint32_t i = 0; other != id && i < c->grant_count; i++)
            if ((!made || component_exists(other)) && evm_grants_clash(grants_of(c) + i, wanted))
                return true;
    }
    return false;
}

/* Whether a BAR has claimed some of it; except: another one than that. */
static bool is_claimed_memory(unsigned except, uint64_t first, uint64_t last)
{
    for (unsigned i = 0; i < DEVICES * COS_PCI_BARS; i++) {
        uint64_t page = memory_claims[i].page, pages = memory_claims[i].pages;

        if (i != except && pages != 0 &&
            overlap(first, last, page * COS_PAGE_SIZE, (page + pages) * COS_PAGE_SIZE - 1))
            return true;
    }
    return false;
}

static bool is_claimed_ports(unsigned except, uint32_t first, uint32_t last)
{
    for (unsigned i = 0; i < DEVICES * COS_PCI_BARS; i++) {
        uint32_t other = port_claims[i].first, ports = port_claims[i].count;

        if (i != except && ports != 0 && overlap(first, last, other, other + ports - 1))
            return true;
    }
    return false;
}

static unsigned number_of(uint64_t id, unsigned index, unsigned bar)
{
    return (unsigned)(message_line(id, index) - COS_IRQ_MSI) * COS_PCI_BARS + bar;
}

enum work_clash range_claim_memory(uint64_t id, unsigned index, unsigned bar, uint64_t first,
                                   uint64_t bytes)
{
    struct evm_grant wanted = {EVM_GRANT_MMIO, 0, first, bytes / COS_PAGE_SIZE};
    unsigned number = number_of(id, index, bar);
    uint64_t last = first + bytes - 1;

    if (first >= EVM_MMIO_END || bytes > EVM_MMIO_END - first)
        return CLASH_FAR;
    if (is_ram(first, last))
        return CLASH_RAM;
    if (evm_reserved_by(&wanted) != NULL)
        return CLASH_RESERVED;
    if (is_own(first, last))
        return CLASH_DEVICES;
    if (is_granted(id, &wanted, false))
        return CLASH_GRANTED;
    if (is_claimed_memory(number, first, last))
        return CLASH_GIVEN;
    memory_claims[number].page = (uint32_t)(first / COS_PAGE_SIZE);
    memory_claims[number].pages = (uint32_t)(bytes / COS_PAGE_SIZE);
    return CLASH_NONE;
}

enum work_clash range_claim_ports(uint64_t id, unsigned index, unsigned bar, uint32_t first,
                                  uint32_t count)
{
    struct evm_grant wanted = {EVM_GRANT_PORTS, 0, first, first + count - 1};
    unsigned number = number_of(id, index, bar);

    if (evm_reserved_by(&wanted) != NULL)
        return CLASH_RESERVED;
    if (is_granted(id, &wanted, false))
        return CLASH_GRANTED;
    if (is_claimed_ports(number, first, first + count - 1))
        return CLASH_GIVEN;
    port_claims[number].first = first;
    port_claims[number].count = count;
    return CLASH_NONE;
}

bool range_has_memory(unsigned number, unsigned bar, uint64_t first, uint64_t bytes)
{
    unsigned i = number * COS_PCI_BARS + bar;

    return first == (uint64_t)memory_claims[i].page * COS_PAGE_SIZE &&
           bytes == (uint64_t)memory_claims[i].pages * COS_PAGE_SIZE;
}

bool range_has_ports(unsigned number, unsigned bar, uint32_t first, uint32_t count)
{
    unsigned i = number * COS_PCI_BARS + bar;

    return first == port_claims[i].first && count == port_claims[i].count;
}

/* ---- The component `devices` ---- */

static bool is_known(uint64_t first, uint64_t last)
{
    for (unsigned i = 0; i < own_count; i++)
        if (own[i].first == first && own[i].last == last)
            return true;
    return false;
}

bool range_for_devices(uint64_t first, uint64_t bytes)
{
    struct evm_grant wanted = {EVM_GRANT_MMIO, 0, first, bytes / COS_PAGE_SIZE};
    uint64_t last = first + bytes - 1;

    if (is_known(first, last))
        return true; /* in an earlier life */
    if (own_count == OWN || bytes == 0 || first >= EVM_MMIO_END || bytes > EVM_MMIO_END - first ||
        is_ram(first, last) || evm_reserved_by(&wanted) != NULL ||
        is_granted(EVM_BOOTER, &wanted, true) ||
        is_claimed_memory(DEVICES * COS_PCI_BARS, first, last))
        return false;
    own[own_count].first = first;
    own[own_count++].last = last;
    return true;
}

bool range_mmio_clashes(uint64_t id)
{
    const struct evm_component *c = component(id);
    uint64_t first, last;

    for (uint32_t i = 0; i < c->grant_count; i++)
        if (grants_of(c)[i].type == EVM_GRANT_MMIO &&
            evm_grant_span(grants_of(c) + i, &first, &last) && is_own(first, last))
            return true;
    return false;
}
