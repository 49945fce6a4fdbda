/* SPDX-License-Identifier: BSD-2-Clause */
/* Makes system calls with random arguments, most of them of the kind that the operation takes: it
 * makes objects, children among them, passes capabilities on, calls through gates and has its child
 * make calls. It goes on until it breaks itself or has made enough calls. It gets its seed from the
 * component that watches it, through that one's gate 0. The kernel and the others must go on. */
#include "fuzz.h"

#include <cos/runtime.h>
#include <cos/syscall.h>
#include <sched.h>
#include <supervisor.h>

#include "fuzz_world.h"

__asm__(".globl evm_fpu\n .set evm_fpu, 1"); /* this component uses the FPU */

/* Kinds of arguments. */
enum kind {
    NIL,
    ANY,
    SLOT,
    GATE,
    COMP,
    THREAD,
    ENDPOINT,
    TABLE,
    REGION,
    PORTS,
    LINE,
    PAGE,
    ADDRESS,
    RIGHTS,
    MAPPING,
    PAGES,
    BITS,
    INDEX,
    DEADLINE,
    CLIENTS,
    FLAGS,
    ENTRY,
    SMALL,
    PORT,
    WIDTH,
    WORD,
    SOURCE
};

static const struct {
    uint8_t slot, argument[6];
} shapes[COS_OPS] = {
    [COS_OP_CALL] = {GATE, {WORD, SMALL, ANY, ANY}},
    [COS_OP_RETURN] = {NIL, {ANY, ANY, ANY}},
    [COS_OP_SIGNAL] = {ENDPOINT, {NIL}},
    [COS_OP_WAIT] = {ENDPOINT, {DEADLINE}},
    [COS_OP_DISPATCH] = {THREAD, {DEADLINE, SMALL}},
    [COS_OP_IDLE] = {NIL, {DEADLINE}},
    [COS_OP_THREAD_WAKE] = {THREAD, {SMALL}},
    [COS_OP_THREAD_SET] = {THREAD, {ANY, SMALL, SMALL}},
    [COS_OP_THREAD_SIGNAL] = {THREAD, {BITS}},
    [COS_OP_DISPATCH_TIMER] = {THREAD, {DEADLINE}},
    [COS_OP_YIELD] = {NIL, {NIL}},
    [COS_OP_THREAD_BIND] = {THREAD, {ENDPOINT, REGION, PAGE}},
    [COS_OP_THREAD_READ] = {THREAD, {SMALL}},
    [COS_OP_THREAD_WRITE] = {THREAD, {SMALL, ANY}},
    [COS_OP_VCPU_ENTER] = {TABLE, {NIL}},
    [COS_OP_MAP] = {TABLE, {ADDRESS, REGION, PAGE, MAPPING, PAGES}},
    [COS_OP_UNMAP] = {TABLE, {ADDRESS, PAGES}},
    [COS_OP_PT_GROW] = {TABLE, {ADDRESS, REGION, PAGE}},
    [COS_OP_PEEK] = {TABLE, {ADDRESS}},
    [COS_OP_ZERO] = {REGION, {PAGE}},
    [COS_OP_RECLAIM] = {REGION, {PAGE, SMALL}},
    [COS_OP_REGION_DERIVE] = {REGION, {PAGE, PAGES, RIGHTS, SLOT, SOURCE}},
    [COS_OP_REGION_INFO] = {REGION, {PAGE}},
    [COS_OP_MAKE_PAGETABLE] = {REGION, {PAGE, SLOT, CLIENTS}},
    [COS_OP_MAKE_COMP] = {REGION, {PAGE, SLOT, TABLE, FLAGS, SMALL}},
    [COS_OP_MAKE_THREAD] = {REGION, {PAGE, SLOT, COMP, ENTRY, SMALL, ANY}},
    [COS_OP_MAKE_ENDPOINTS] = {REGION, {PAGE, SLOT}},
    [COS_OP_ENDPOINT] = {ENDPOINT, {INDEX, SLOT, BITS, RIGHTS}},
    [COS_OP_MAKE_GATE] = {COMP, {SLOT, ENTRY, ANY}},
    [COS_OP_COMP_FAULT] = {COMP, {GATE, ENDPOINT}},
    [COS_OP_CAP_GROW] = {COMP, {INDEX, REGION, PAGE}},
    [COS_OP_CAP_COPY] = {SOURCE, {COMP, SLOT, RIGHTS, BITS}},
    [COS_OP_CAP_DROP] = {COMP, {SLOT}},
    [COS_OP_REVOKE] = {SLOT, {NIL}},
    [COS_OP_CAP_INFO] = {SLOT, {NIL}},
    [COS_OP_COMP_KILL] = {COMP, {NIL}},
    [COS_OP_PORT_IN] = {PORTS, {PORT, WIDTH}},
    [COS_OP_PORT_OUT] = {PORTS, {PORT, WIDTH, ANY}},
    [COS_OP_IO_DERIVE] = {SOURCE, {SLOT, PORT, PORT}},
    [COS_OP_IRQ_BIND] = {LINE, {ENDPOINT}},
    [COS_OP_IRQ_ACK] = {LINE, {NIL}},
    [COS_OP_THREAD_TIME] = {THREAD, {NIL}},
    [COS_OP_SET_FSBASE] = {NIL, {ADDRESS}},
    [COS_OP_IRQ_MSI] = {LINE, {NIL}},
    [COS_OP_PT_WRITE_BACK] = {TABLE, {ADDRESS}},
    [COS_OP_THREAD_INSPECT] = {THREAD, {COMP, SMALL, SMALL}},
};

static bool wild;

static uint64_t any(void)
{
    static const uint64_t edges[] = {0,           1,          COS_SLOTS,          COS_USER_TOP,
                                     COS_FOREVER, 1ull << 63, 0xffffffff80000000, FUZZ_LINK};
    uint64_t value = random_next(&fuzz_random);

    switch (below(5)) {
    case 0:
        return value % 8;
    case 1:
        return value % 128;
    case 2:
        return edges[value % (sizeof edges / sizeof edges[0])];
    case 3:
        return COS_START + value % 0x1000 * COS_PAGE_SIZE;
    default:
        return value >> value % 64;
    }
}

static uint64_t play_slot(void)
{
    return fuzz_slots + below(PLAY_SLOTS);
}

/* Returns one of its own slots with that type, if it finds one soon; else the one that always
 * exists. */
static uint64_t holding(unsigned type, uint64_t otherwise)
{
    for (unsigned i = 0; i < 12 && !one_in(6); i++) {
        uint64_t slot = play_slot();
        struct cos_values info = cos_cap_info(slot);

        fuzz_count(COS_OP_CAP_INFO, info.result);
        if (info.result == type)
            return slot;
    }
    return otherwise;
}

/* Chooses a request to the child or a root component. */
static uint64_t word(void)
{
    return one_in(8) ? CHILD_FAULT : COS_SYSCALL(below(COS_OPS), below(24));
}

static uint64_t address(void)
{
    uint64_t leaf = PLAY_AREA + below(3) * 0x40000000 + below(2) * 0x200000 +
                    below(12) * COS_PAGE_SIZE;

    return one_in(4) ? DOMAIN_CODE + below(4) * COS_PAGE_SIZE : leaf;
}

/* A capability of that kind, or any value. */
static uint64_t slot(enum kind kind)
{
    switch (kind) {
    case SLOT:
        return one_in(8) ? below(24) : play_slot();
    case GATE:
        return holding(COS_CAP_GATE, fuzz_child.gate);
    case COMP:
        return holding(COS_CAP_COMP, one_in(3) ? COS_SLOT_COMP : fuzz_child.comp);
    case THREAD:
        return holding(COS_CAP_THREAD, COS_SLOT_THREAD);
    case ENDPOINT:
        return holding(COS_CAP_ENDPOINT, COS_SLOT_ENDPOINT);
    case TABLE:
        return holding(COS_CAP_PAGETABLE, one_in(3)   ? COS_SLOT_PT
                                          : one_in(2) ? fuzz_child.pagetable
                                                      : fuzz_client.pagetable);
    case REGION:
        return holding(COS_CAP_REGION, COS_SLOT_REGION);
    case PORTS:
        return holding(COS_CAP_PORTS, COS_SLOT_PORTS);
    case LINE:
        return holding(COS_CAP_IRQ, COS_SLOT_IRQ);
    case SOURCE:
        return one_in(2) ? play_slot() : one_in(3) ? COS_SLOT_PORTS : 1 + below(40);
    default:
        return any();
    }
}

static uint64_t argument(enum kind kind)
{
    switch (kind) {
    case NIL:
        return 0;
    case PAGE:
        return fuzz_pages + below(PLAY_PAGES);
    case ADDRESS:
        return address();
    case RIGHTS:
        return one_in(3) ? COS_RIGHT_ALL : below(COS_RIGHT_ALL + 1);
    case MAPPING:
        return COS_RIGHT_READ | (one_in(2) ? COS_RIGHT_WRITE : one_in(2) ? COS_RIGHT_EXEC : 0);
    case PAGES:
        return 1 + below(3);
    case BITS:
        return one_in(3) ? UINT64_MAX : random_next(&fuzz_random);
    case INDEX:
        return below(COS_ENDPOINTS + 1);
    case DEADLINE:
        return one_in(2) ? 0 : cos_tsc() + below(20000);
    case CLIENTS:
        return below(2);
    case FLAGS:
        return below(2) | below(2) << 2;
    case ENTRY:
        return DOMAIN_CODE;
    case SMALL:
        return below(20);
    case PORT:
        return 0x80;
    case WIDTH:
        return 1;
    case WORD:
        return word();
    default:
        return slot(kind);
    }
}

/* Returns whether to skip a call in a life that is not wild: it could hit more than the objects
 * that this life has made. */
static bool spared(unsigned op, uint64_t slot, const uint64_t *a)
{
    bool own = slot < fuzz_slots;
    bool own_pages = (op == COS_OP_RECLAIM || op == COS_OP_ZERO) && a[0] - fuzz_pages >= PLAY_PAGES;

    if (op == COS_OP_REVOKE || op == COS_OP_COMP_KILL)
        return own;
    if (op == COS_OP_CAP_DROP)
        return slot == COS_SLOT_COMP && a[0] < fuzz_slots;
    if (op == COS_OP_COMP_FAULT || op == COS_OP_THREAD_BIND)
        return own && (slot != COS_SLOT_THREAD || a[0] != COS_SLOT_ENDPOINT);
    if (op == COS_OP_CALL)
        return own && slot != fuzz_child.gate && slot != COS_SLOT_SCHED;
    return op == COS_OP_RETURN || own_pages ||
           ((op == COS_OP_MAP || op == COS_OP_UNMAP) && slot == COS_SLOT_PT && a[0] < PLAY_AREA);
}

static void make_call(void)
{
    unsigned op = (unsigned)below(COS_OPS + wild);
    uint64_t a[6], slot = op < COS_OPS && !one_in(24) ? argument(shapes[op].slot) : below(80);
    int64_t result;

    for (unsigned i = 0; i < 6; i++)
        a[i] = op < COS_OPS && !one_in(24) ? argument(shapes[op].argument[i]) : any();
    if (op == COS_OP_WAIT && !wild)
        a[0] = argument(DEADLINE);
    if (op == COS_OP_MAKE_GATE && slot == COS_SLOT_COMP && !wild)
        a[1] = (uint64_t)fuzz_fault; /* never the program's start */
    if (!wild && spared(op, slot, a))
        return;
    if (op == COS_OP_CALL)
        result = cos_call(slot, a[0], a[1], a[2], a[3]).value;
    else
        result = cos_syscall(op, slot, a[0], a[1], a[2], a[3], a[4], a[5]).result;
    fuzz_count(op, result);
    if (op == COS_OP_CALL && slot == fuzz_child.gate && a[0] != CHILD_FAULT) {
        fuzz_count((unsigned)a[0] & 0xff, result);
        fuzz_count(COS_OP_RETURN, result);
    }
}

int main(const struct cos_start *start)
{
    struct fuzz_counts *counts = (struct fuzz_counts *)FUZZ_LINK;
    struct cos_result wanted;

    (void)start;
    if (counts->done++)
        return 0; /* called by its own gate: a life starts once */
    wanted = cos_call(COS_SLOT_CALL, 0, 0, 0, 0);
    fuzz_random.state = (uint64_t)wanted.value;
    wild = fuzz_wild((uint64_t)wanted.value);
    fuzz_world_make();
    for (uint64_t i = 0; i < wanted.extra; i++) {
        if (one_in(8))
            __asm__ volatile("pxor %xmm0, %xmm0");
        counts->done++;
        make_call();
    }
    return 0;
}
