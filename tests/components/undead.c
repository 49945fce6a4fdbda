/* SPDX-License-Identifier: BSD-2-Clause */
/* Components that resist their end: their thread is inside another component, which they have made
 * of their own memory, or their memory is something else. The argument says how; none of them ends
 * by itself. */
#include <cos/entry.h>
#include <cos/print.h>
#include <cos/string.h>
#include <cos/vcpu.h>
#include <devices.h>
#include <supervisor.h>

#include "domain.h"
#include "snippet.h"

COS_ENTRY(fault_entry, resume);
extern const uint8_t fault_entry[];

static union {
    struct cos_vcpu vcpu;
    uint8_t page[COS_PAGE_SIZE];
} own_vcpu __attribute__((aligned(COS_PAGE_SIZE)));

SNIPPET(spin, "1: jmp 1b");
SNIPPET(crash, "1: ud2; jmp 1b");
/* Calls the gate in slot 6 of its table, the scheduler's, again and again. */
SNIPPET(call, "1: mov $0x600, %eax; mov $2, %edi; syscall; jmp 1b");

/* Resumes the faulting component at the instruction that faulted. */
struct cos_result resume(uint64_t cause, uint64_t address, uint64_t code, uint64_t ip,
                         uint64_t token, uint64_t thread)
{
    (void)cause, (void)address, (void)code, (void)ip, (void)token, (void)thread;
    return (struct cos_result){.value = COS_RESUME};
}

static void spin(void)
{
    for (;;)
        __asm__ volatile("");
}

/* ---- Children that share the address space, so that they can do what this component can ---- */

static uint64_t made, spare, pairs; /* of pages from `spare` on */

/* Makes a child in two fresh pages, with this component's capabilities; its gate is in slot
 * COS_SLOT_SPARE of the caller's table, in which COS_SLOT_COMP is the caller. */
static void make_child(uint64_t page, void (*entry)(void))
{
    enum { COMP = COS_SLOT_SPARE, GATE };

    cos_cap_drop(COS_SLOT_COMP, COMP);
    cos_cap_drop(COS_SLOT_COMP, GATE);
    cos_make_comp(COS_SLOT_REGION, page, COMP, COS_SLOT_PT, 0, 0);
    cos_cap_grow(COMP, 0, COS_SLOT_REGION, page + 1);
    for (uint64_t slot = COS_SLOT_PT; slot < COS_SLOT_SPARE; slot++)
        cos_cap_copy(slot, COMP, slot, COS_RIGHT_ALL, UINT64_MAX);
    cos_cap_copy(COMP, COMP, COS_SLOT_COMP, COS_RIGHT_ALL, 0);
    cos_make_gate(COMP, GATE, (uint64_t)entry, 0);
    cos_call(GATE, 0, 0, 0, 0);
}

/* Each call gets a stack of its own, as long as there is one left. */
#define DEEPEST 15
static uint8_t own_stacks[DEEPEST + 1][2048] __attribute__((aligned(16), used));
static unsigned deepest __attribute__((used));

#define ENTRY(name, function)                                                        \
    void name(void);                                                                 \
    void function(void);                                                             \
    __asm__(".text\n" #name ":\n incl deepest\n mov deepest, %eax\n shl $11, %eax\n" \
            " lea own_stacks(%rax), %rsp\n call " #function "\n ud2\n")
ENTRY(descend_entry, descend);
ENTRY(flee_entry, flee);
ENTRY(nap_entry, nap);

void descend(void)
{
    if (deepest < 8)
        make_child(made += 2, descend_entry);
    spin();
}

/* Makes children all over the memory for ever, so that one is always where the supervisor has just
 * looked. */
void flee(void)
{
    for (;;) {
        uint64_t page = spare + made++ * 97 % pairs * 2;

        for (unsigned i = 0; i < 2; i++)
            cos_reclaim(COS_SLOT_REGION, page + i, 0);
        /* without a stack, that faults and comes back */
        make_child(page, deepest < DEEPEST ? flee_entry : spin);
    }
}

void nap(void)
{
    uint64_t events;

    cos_make_endpoints(COS_SLOT_REGION, spare + 20, COS_SLOT_FILES);
    for (;;)
        cos_wait(COS_SLOT_FILES, COS_FOREVER, &events);
}

/* ---- Domains with an address space of their own ---- */

static struct domain domain;
static uint64_t gate;

static void enter(const uint8_t *start, const uint8_t *end)
{
    gate = slot_take();
    cos_make_gate(COS_SLOT_COMP, gate, (uint64_t)fault_entry, 0);
    domain_make(&domain, 0, gate);
    domain_load(&domain, start, end);
    cos_cap_copy(COS_SLOT_SCHED, domain.comp, COS_SLOT_SCHED, COS_RIGHT_ALL, 0);
    cos_call(domain.gate, 0, 0, 0, 0);
}

static void enter_client(void)
{
    uint64_t page = ((uint64_t)&own_vcpu - cos_self()->rw_start) / COS_PAGE_SIZE;

    domain_make_memory(&domain, 1);
    domain_load(&domain, spin_start, spin_end);
    cos_thread_bind(COS_SLOT_THREAD, COS_SLOT_ENDPOINT, COS_SLOT_REGION, page);
    own_vcpu.vcpu.client.rip = DOMAIN_CODE;
    for (;;)
        cos_vcpu_enter(domain.pagetable);
}

/* ---- Others ---- */

/* Revokes its capabilities to itself, so that these lead to it no longer. */
static void revoke_all(void)
{
    for (uint64_t slot = COS_SLOT_REGION; slot >= COS_SLOT_COMP; slot--)
        cos_revoke(slot);
    for (;;)
        cos_call(COS_SLOT_SUPERVISOR, SUPERVISOR_STATUS, cos_self()->id, 0, 0);
}

/* Each page of its memory becomes an object of another kind. */
static void donate_all(void)
{
    uint64_t pages = cos_self()->ram_pages - 4, first = pages_take(pages), slot;

    for (uint64_t i = 0; i < pages; i++) {
        slot = slot_take();
        if (i % 4 == 0)
            cos_make_endpoints(COS_SLOT_REGION, first + i, slot);
        else if (i % 4 == 1)
            cos_make_thread(COS_SLOT_REGION, first + i, slot, COS_SLOT_COMP, (uint64_t)spin, 0, 0);
        else if (i % 4 == 2)
            cos_make_pagetable(COS_SLOT_REGION, first + i, slot, 0);
        else
            cos_make_comp(COS_SLOT_REGION, first + i, slot, slot - 1, 0, 0);
    }
    spin();
}

/* Maps its pages in others' page tables, and nodes of these in each other. */
static void map_all(void)
{
    uint64_t first, root, pages = cos_self()->ram_pages - 8;

    domain_make_memory(&domain, 0);
    root = domain.pagetable;
    first = cos_self()->rw_pages + DOMAIN_PAGES;
    for (uint64_t i = 0; i < pages - DOMAIN_PAGES; i++)
        cos_map(root, DOMAIN_CODE + (i + 2) * COS_PAGE_SIZE, COS_SLOT_REGION, first + i,
                COS_RIGHT_READ, 1);
    spin();
}

/* Lets one of its devices access its memory. */
static void share_with_device(void)
{
    uint64_t first = cos_self()->rw_pages, half = cos_self()->ram_pages / 2;

    if (cos_call(COS_SLOT_DEVICES, DEVICES_DMA, first + half, half, 0).value != 0 ||
        cos_call(COS_SLOT_DEVICES, DEVICES_MASTER, 0, DEVICES_PLAIN, 0).value != 0)
        return;
    enter(spin_start, spin_end);
}

int main(const struct cos_start *start)
{
    const char *how = (const char *)start->blobs[0].address;

    if (how[0] >= '1' && how[0] <= '3') {
        pairs = start->ram_pages / 2;
        made = spare = pages_take(2 * pairs);
    }
    switch (how[0]) {
    case '0':
        enter(spin_start, spin_end);
        break;
    case '1':
        make_child(made, descend_entry);
        break;
    case '2':
        make_child(made, nap_entry);
        break;
    case '3':
        make_child(made, flee_entry);
        break;
    case '4':
        enter(crash_start, crash_end);
        break;
    case '5':
        enter(call_start, call_end);
        break;
    case '6':
        enter_client();
        break;
    case '7':
        revoke_all();
        break;
    case '8':
        donate_all();
        break;
    case '9':
        map_all();
        break;
    case 'd':
        share_with_device();
        break;
    }
    cos_print("not ok - it came back: %c\n", how[0]);
    return 1;
}
