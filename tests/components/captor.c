/* SPDX-License-Identifier: BSD-2-Clause */
/* A server of low priority that leads its callers into a component of its own memory, which does
 * not let them go. args: spin: they compute there for ever. ghost: the server ends. The supervisor
 * takes its memory back page by page, from the last one. Meanwhile the caller's thread builds
 * another component in pages that are already back and goes on there, to write into that memory
 * once it belongs to another component. */
#include <cos/entry.h>
#include <cos/string.h>

#include "check.h"
#include "domain.h"
#include "snippet.h"

#define CODE   ((uint64_t)agent_page)
#define DATA   0x5f0000ul
#define WINDOW 0x5f1000ul
#define RW     (COS_RIGHT_READ | COS_RIGHT_WRITE)
#define RX     (COS_RIGHT_READ | COS_RIGHT_EXEC)
#define MARK   0x74736f6867
#define LAST   40 /* unused pages at the end of the memory: */
#define SECOND 20 /* where the second component is built, */
/* and an object whose end tells that the pages behind it are back */
#define BEACON 30

/* Slots of the server and of the objects that it makes. */
enum { PAGETABLE = 20, COMPONENT, GATE, ENDPOINT, BEACON_SLOT = 30 };

COS_ENTRY(evm_gate_0, lead_away);

SNIPPET(spin, "1: jmp 1b");

/* The agent: position-dependent code in a page of its own, at the same address
 * wherever it is mapped. */
extern const uint8_t agent_page[];
__asm__(".section .text.agent0, \"ax\"\n .balign 4096\nagent_page: mov $0x5f1000, %rsp\n call "
        "agent\n ud2\n .text\n");
#define AGENT __attribute__((section(".text.agent0"), noinline, used))

static inline __attribute__((always_inline)) uint64_t tsc(void)
{
    uint32_t low, high;

    __asm__ volatile("rdtsc" : "=a"(low), "=d"(high));
    return (uint64_t)high << 32 | low;
}

AGENT static bool copy_code(uint64_t page)
{
    volatile uint64_t *to = (uint64_t *)WINDOW;

    if (cos_map(COS_SLOT_PT, WINDOW, COS_SLOT_REGION, page, RW, 1) != 1)
        return false;
    for (unsigned i = 0; i < COS_PAGE_SIZE / sizeof *to; i++)
        to[i] = ((const volatile uint64_t *)CODE)[i];
    cos_unmap(COS_SLOT_PT, WINDOW, 1);
    return cos_map(PAGETABLE, CODE, COS_SLOT_REGION, page, RX, 1) == 1;
}

/* Makes a component at `page` and the eight pages behind it, with this one's rights, and goes on in
 * it. */
AGENT int64_t go_into(uint64_t page, uint64_t stage, uint64_t end, uint64_t us)
{
    for (uint64_t slot = PAGETABLE; slot <= ENDPOINT; slot++)
        cos_cap_drop(COS_SLOT_COMP, slot);
    cos_make_pagetable(COS_SLOT_REGION, page + 2, PAGETABLE, 0);
    for (uint64_t i = 0; i < 3; i++)
        cos_pt_grow(PAGETABLE, CODE, COS_SLOT_REGION, page + 3 + i);
    if (!copy_code(page) || cos_map(PAGETABLE, DATA, COS_SLOT_REGION, page + 1, RW, 1) != 1 ||
        cos_make_comp(COS_SLOT_REGION, page + 6, COMPONENT, PAGETABLE, 0, 0) != 0)
        return -1;
    cos_cap_grow(COMPONENT, 0, COS_SLOT_REGION, page + 7);
    cos_make_endpoints(COS_SLOT_REGION, page + 8, ENDPOINT);
    cos_cap_copy(COMPONENT, COMPONENT, COS_SLOT_COMP, COS_RIGHT_ALL, 0);
    cos_cap_copy(PAGETABLE, COMPONENT, COS_SLOT_PT, COS_RIGHT_ALL, 0);
    cos_cap_copy(ENDPOINT, COMPONENT, COS_SLOT_ENDPOINT, COS_RIGHT_ALL, UINT64_MAX);
    cos_cap_copy(COS_SLOT_REGION, COMPONENT, COS_SLOT_REGION, COS_RIGHT_ALL, 0);
    cos_make_gate(COMPONENT, GATE, CODE, 0);
    return cos_call(GATE, stage, end, us, 0).value;
}

/* Stage 1 waits for its time and moves on; stage 2 writes into the memory. */
AGENT void agent(uint64_t stage, uint64_t end, uint64_t us)
{
    uint64_t since = tsc(), events;

    if (stage == 1) {
        while (cos_region_info(COS_SLOT_REGION, end - BEACON).v0 != COS_FRAME_FREE)
            cos_wait(COS_SLOT_ENDPOINT, tsc() + 30 * us, &events);
        go_into(end - SECOND, 2, end, us);
        __asm__ volatile("ud2");
    }
    for (;;) {
        cos_wait(COS_SLOT_ENDPOINT, tsc() + 1000 * us, &events);
        for (uint64_t page = 0; page < end - LAST && tsc() - since > 300000 * us; page++) {
            if (cos_map(COS_SLOT_PT, WINDOW, COS_SLOT_REGION, page, RW, 1) == 1) {
                *(volatile uint64_t *)(WINDOW + COS_PAGE_SIZE / 2) = MARK;
                cos_unmap(COS_SLOT_PT, WINDOW, 1);
            }
        }
    }
}

static volatile bool has_one;
static bool spins;
static uint64_t first, end;
static struct domain domain;

struct cos_result lead_away(uint64_t a0, uint64_t a1, uint64_t a2, uint64_t a3, uint64_t token,
                            uint64_t thread)
{
    (void)a0, (void)a1, (void)a2, (void)a3, (void)token, (void)thread;
    has_one = true;
    return (struct cos_result){.value = spins ? cos_call(domain.gate, 0, 0, 0, 0).value
                                              : go_into(first, 1, end, cos_ticks(1))};
}

int main(const struct cos_start *start)
{
    spins = strcmp((const char *)start->blobs[0].address, "spin") == 0;
    if (spins) {
        domain_make(&domain, 0, COS_SLOT_SCHED);
        domain_load(&domain, spin_start, spin_end);
    } else {
        first = pages_take(start->ram_pages - 16);
        end = first + start->ram_pages - 16;
        cos_make_endpoints(COS_SLOT_REGION, end - BEACON, BEACON_SLOT);
    }
    while (!has_one)
        cos_sleep(1000);
    cos_sleep(30000);
    return 1;
}
