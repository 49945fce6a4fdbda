/* SPDX-License-Identifier: BSD-2-Clause */
#include "domain.h"

#include <cos/print.h>
#include <cos/string.h>

enum page { ROOT, LEVEL3, LEVEL2, LEVEL1, COMP, NODE, CODE, DATA }; /* use of a domain's frames */

static uint64_t pages_taken, slots_taken, slots_grown = COS_NODE_SLOTS;

void *page_address(uint64_t page)
{
    return (void *)(cos_self()->rw_start + page * COS_PAGE_SIZE);
}

uint64_t pages_take(uint64_t pages)
{
    const struct cos_start *start = cos_self();
    uint64_t first = start->rw_pages + pages_taken;

    if (pages_taken + pages > start->ram_pages) {
        cos_print("not ok - the test needs more memory: in its manifest\n");
        cos_exit(1);
    }
    pages_taken += pages;
    for (uint64_t i = 0; i < pages; i++)
        cos_unmap(COS_SLOT_PT, (uint64_t)page_address(first + i), 1);
    return first;
}

uint64_t slot_take(void)
{
    uint64_t slot = COS_SLOT_OWN + slots_taken++;

    if (slot >= slots_grown) {
        cos_cap_grow(COS_SLOT_COMP, slot, COS_SLOT_REGION, pages_take(1));
        slots_grown = slot / COS_NODE_SLOTS * COS_NODE_SLOTS + COS_NODE_SLOTS;
    }
    return slot;
}

#define RW (COS_RIGHT_READ | COS_RIGHT_WRITE)
#define RX (COS_RIGHT_READ | COS_RIGHT_EXEC)

/* Maps a frame of the domain at `address` in the domain, and for the test where its RAM was. */
static int64_t share(struct domain *domain, enum page page, uint64_t address, uint64_t here_rights,
                     uint64_t rights)
{
    uint64_t here = (uint64_t)page_address(domain->first + page);
    int64_t mapped = cos_map(COS_SLOT_PT, here, COS_SLOT_REGION, domain->first + page, here_rights,
                             1);

    if (mapped == 1)
        mapped = cos_map(domain->pagetable, address, COS_SLOT_REGION, domain->first + page, rights,
                         1);
    return mapped == 1 ? 0 : mapped;
}

/* Code that is executable in a component is writable nowhere else: the test may write it only while
 * the component does not map it. */
static int64_t share_code(struct domain *domain)
{
    return share(domain, CODE, DOMAIN_CODE, domain->clients ? RW : COS_RIGHT_READ, RX);
}

int64_t domain_make_memory(struct domain *domain, unsigned clients)
{
    int64_t error;

    if (!domain->first) {
        domain->first = pages_take(DOMAIN_PAGES);
        domain->pagetable = slot_take();
        domain->comp = slot_take();
        domain->gate = slot_take();
        domain->code = page_address(domain->first + CODE);
        domain->data = page_address(domain->first + DATA);
    }
    domain->clients = clients;
    error = cos_make_pagetable(COS_SLOT_REGION, domain->first + ROOT, domain->pagetable, clients);
    for (enum page node = LEVEL3; node <= LEVEL1 && error >= 0; node++)
        error = cos_pt_grow(domain->pagetable, DOMAIN_CODE, COS_SLOT_REGION, domain->first + node);
    if (error >= 0)
        error = share_code(domain);
    if (error >= 0)
        error = share(domain, DATA, DOMAIN_DATA, RW, RW);
    return error;
}

int64_t domain_make(struct domain *domain, unsigned flags, uint64_t fault_gate)
{
    int64_t error = domain_make_memory(domain, 0);

    if (error >= 0)
        error = cos_make_comp(COS_SLOT_REGION, domain->first + COMP, domain->comp,
                              domain->pagetable, flags, 0);
    if (error >= 0)
        error = cos_cap_grow(domain->comp, 0, COS_SLOT_REGION, domain->first + NODE);
    if (error >= 0)
        error = cos_comp_fault(domain->comp, fault_gate, 0);
    if (error >= 0)
        error = cos_make_gate(domain->comp, domain->gate, DOMAIN_CODE, 0);
    return error;
}

void domain_load(struct domain *domain, const uint8_t *start, const uint8_t *end)
{
    cos_unmap(domain->pagetable, DOMAIN_CODE, 1);
    cos_map(COS_SLOT_PT, (uint64_t)domain->code, COS_SLOT_REGION, domain->first + CODE, RW, 1);
    memcpy(domain->code, start, end - start);
    share_code(domain);
}

int64_t domain_end(struct domain *domain)
{
    static const enum page order[] = {COMP, NODE, ROOT, LEVEL3, LEVEL2, LEVEL1};
    int64_t error = cos_unmap(domain->pagetable, DOMAIN_CODE, 2);

    for (unsigned i = 0; i < sizeof order / sizeof order[0] && error >= 0; i++)
        error = cos_reclaim(COS_SLOT_REGION, domain->first + order[i], 0);
    return error < 0 ? error : 0;
}
