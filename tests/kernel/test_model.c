/* SPDX-License-Identifier: BSD-2-Clause */
/* Random operations on capabilities, page tables and objects, in the first component and in others
 * that it calls. After each one the test compares the result, and all that the operation could have
 * changed, with the reference model. At the end it takes every page back and checks that it is
 * free. */
#include "model.h"

#include "random.h"
#include "unit.h"

#define PARTS_MOST 64 /* of a page-table node */
#define OPERATIONS 250000
#define SLOTS_USED 40 /* slots of each node: few, so that the test reuses them */

static const uint8_t operations[] = {
    COS_OP_CALL,
    COS_OP_RETURN,
    COS_OP_MAP,
    COS_OP_MAP,
    COS_OP_MAP,
    COS_OP_UNMAP,
    COS_OP_PT_GROW,
    COS_OP_PT_GROW,
    COS_OP_PT_GROW,
    COS_OP_ZERO,
    COS_OP_RECLAIM,
    COS_OP_RECLAIM,
    COS_OP_RECLAIM,
    COS_OP_RECLAIM,
    COS_OP_REGION_DERIVE,
    COS_OP_REGION_INFO,
    COS_OP_MAKE_PAGETABLE,
    COS_OP_MAKE_COMP,
    COS_OP_MAKE_COMP,
    COS_OP_MAKE_THREAD,
    COS_OP_MAKE_ENDPOINTS,
    COS_OP_ENDPOINT,
    COS_OP_MAKE_GATE,
    COS_OP_COMP_FAULT,
    COS_OP_CAP_GROW,
    COS_OP_CAP_GROW,
    COS_OP_CAP_COPY,
    COS_OP_CAP_COPY,
    COS_OP_CAP_COPY,
    COS_OP_CAP_DROP,
    COS_OP_REVOKE,
    COS_OP_CAP_INFO,
    COS_OP_COMP_KILL,
    COS_OP_IO_DERIVE,
    COS_OP_SET_FSBASE,
};

static int acting(void)
{
    return model.call[model.depth].component;
}

/* Returns whether the model leaves this slot out: it has a capability from boot to an object
 * unknown to the model. */
static bool left_out(uint64_t slot)
{
    return slot == COS_BOOT_SLOT_THREAD || slot == COS_BOOT_SLOT_IMAGE ||
           slot == COS_BOOT_SLOT_IRQS;
}

static uint64_t any_slot(void)
{
    uint64_t slot = one_in(50) ? below(2) * COS_SLOTS
                               : below(MODEL_NODES) * COS_NODE_SLOTS + below(SLOTS_USED);
    return left_out(slot) ? any_slot() : slot;
}

/* Returns mostly a slot with the wanted type and rights. */
static uint64_t slot_of(uint8_t type, uint8_t rights)
{
    uint64_t slot = any_slot();
    for (unsigned tries = 0; tries < 300 && !one_in(500); tries++, slot = any_slot()) {
        const struct model_cap *c = model_slot(acting(), slot);
        if (c && c->type && (!type || c->type == type) && (c->rights & rights) == rights &&
            (!c->device || one_in(30)))
            break;
    }
    return slot;
}

static uint64_t free_slot(void)
{
    uint64_t slot = any_slot();
    for (unsigned tries = 0; tries < 50 && !one_in(50); tries++, slot = any_slot()) {
        const struct model_cap *c = model_slot(acting(), slot);
        if (c && !c->type && slot)
            break;
    }
    return slot;
}

static uint64_t any_page(void)
{
    return one_in(100) ? random_bits() : below(MODEL_PAGES);
}

static bool free_page(const struct model_cap *region, uint64_t page)
{
    uint64_t frame = region->first + page - model.ram;
    return frame < MODEL_PAGES && model.object[frame].type == COS_FRAME_FREE;
}

/* Returns a region and mostly an unused page of it, or the other way round. */
static uint64_t region_page(uint64_t *page, bool unused)
{
    uint64_t slot = slot_of(COS_CAP_REGION, COS_RIGHT_MAKE);
    const struct model_cap *region = model_slot(acting(), slot);
    *page = any_page();
    if (!region || region->type != COS_CAP_REGION || one_in(50))
        return slot;
    for (unsigned tries = 0; tries < 20; tries++) {
        *page = below(region->extent);
        if (free_page(region, *page) == unused)
            break;
    }
    return slot;
}

/* Returns one of few places in each node, at both ends. */
static uint64_t any_address(void)
{
    uint64_t address = one_in(100) ? random_bits() % COS_USER_TOP : 0;
    uint64_t leaf = below(16) + (below(2) ? 496 : 0);
    return address | 2ull << 39 | (uint64_t)one_in(8) << 30 | (below(2) ? 511ull : 0) << 21 |
           leaf << 12;
}

static uint64_t any_rights(void)
{
    return one_in(4) ? COS_RIGHT_ALL : below(COS_RIGHT_ALL + 1);
}

/* Chooses the slot and arguments of an operation on memory, mostly plausible ones. */
static uint64_t memory_arguments(unsigned op, uint64_t a[6])
{
    switch (op) {
    case COS_OP_MAP:
        a[0] = any_address();
        a[3] = one_in(10)
                   ? below(9)
                   : COS_RIGHT_READ | (uint64_t[]){0, COS_RIGHT_WRITE, COS_RIGHT_EXEC}[below(3)];
        a[1] = one_in(4) ? slot_of(COS_CAP_REGION, a[3] & COS_RIGHT_ALL) : region_page(&a[2], true);
        a[4] = one_in(20) ? below(COS_MAP_BATCH + 2) : 1 + below(8);
        return slot_of(COS_CAP_PAGETABLE, COS_RIGHT_WRITE);
    case COS_OP_UNMAP:
        a[0] = any_address();
        a[1] = one_in(20) ? below(COS_MAP_BATCH + 2) : 1 + below(8);
        return slot_of(COS_CAP_PAGETABLE, COS_RIGHT_WRITE);
    case COS_OP_PT_GROW:
        a[0] = one_in(50) ? COS_USER_TOP + below(2) * random_bits() : any_address();
        a[1] = region_page(&a[2], true);
        return slot_of(COS_CAP_PAGETABLE, COS_RIGHT_WRITE);
    case COS_OP_ZERO:
    case COS_OP_RECLAIM:
    case COS_OP_REGION_INFO:
        return region_page(&a[0], false);
    default: /* COS_OP_REGION_DERIVE */
        a[0] = one_in(2) ? 0 : below(MODEL_PAGES);
        a[1] = below(MODEL_PAGES + 1) - (one_in(10) ? 0 : a[0]);
        a[2] = any_rights();
        a[3] = free_slot();
        a[4] = one_in(2) ? 0 : slot_of(COS_CAP_NONE, 0);
        return slot_of(COS_CAP_REGION, 0);
    }
}

/* Chooses the arguments of an operation that makes an object. */
static uint64_t maker_arguments(unsigned op, uint64_t a[6])
{
    a[1] = free_slot();
    a[2] = op == COS_OP_MAKE_COMP     ? slot_of(COS_CAP_PAGETABLE, COS_RIGHT_WRITE)
           : op == COS_OP_MAKE_THREAD ? slot_of(COS_CAP_COMP, COS_RIGHT_MANAGE)
                                      : below(3);
    a[3] = op == COS_OP_MAKE_COMP
               ? (uint64_t[]){0, COS_COMP_FPU, COS_COMP_NOINTR, COS_COMP_ROOT, 16}[below(5)]
               : ENTRY;
    a[4] = below(1000);
    return region_page(&a[0], true);
}

/* Chooses the arguments of any other operation. */
static uint64_t other_arguments(unsigned op, uint64_t a[6])
{
    switch (op) {
    case COS_OP_CALL:
        return slot_of(COS_CAP_GATE, 0);
    case COS_OP_ENDPOINT:
        a[0] = below(COS_ENDPOINTS + 2);
        a[1] = free_slot();
        a[3] = any_rights();
        return slot_of(COS_CAP_ENDPOINT, COS_RIGHT_MANAGE);
    case COS_OP_MAKE_GATE:
        a[0] = free_slot();
        return slot_of(COS_CAP_COMP, COS_RIGHT_MANAGE);
    case COS_OP_COMP_FAULT:
        a[0] = slot_of(COS_CAP_GATE, 0);
        a[1] = one_in(2) ? slot_of(COS_CAP_ENDPOINT, COS_RIGHT_SIGNAL) : 0;
        return slot_of(COS_CAP_COMP, COS_RIGHT_MANAGE);
    case COS_OP_CAP_GROW:
        a[0] = one_in(20) ? COS_SLOTS + below(2) : below(MODEL_SLOTS);
        a[1] = region_page(&a[2], true);
        return slot_of(COS_CAP_COMP, COS_RIGHT_MANAGE);
    case COS_OP_CAP_COPY:
        a[0] = slot_of(COS_CAP_COMP, COS_RIGHT_MANAGE);
        a[1] = any_slot();
        a[2] = any_rights();
        return slot_of(COS_CAP_NONE, 0);
    case COS_OP_CAP_DROP:
        a[0] = any_slot();
        return slot_of(COS_CAP_COMP, COS_RIGHT_MANAGE);
    case COS_OP_REVOKE:
    case COS_OP_CAP_INFO:
        return slot_of(COS_CAP_NONE, 0);
    case COS_OP_COMP_KILL:
        return slot_of(COS_CAP_COMP, COS_RIGHT_MANAGE);
    case COS_OP_IO_DERIVE:
        a[0] = free_slot();
        return slot_of(COS_CAP_PORTS, 0);
    default: /* COS_OP_SET_FSBASE, COS_OP_RETURN */
        return any_slot();
    }
}

static uint64_t arguments(unsigned op, uint64_t a[6])
{
    for (unsigned i = 0; i < 6; i++)
        a[i] = one_in(2) ? below(4) : random_bits();
    switch (op) {
    case COS_OP_MAP:
    case COS_OP_UNMAP:
    case COS_OP_PT_GROW:
    case COS_OP_ZERO:
    case COS_OP_RECLAIM:
    case COS_OP_REGION_INFO:
    case COS_OP_REGION_DERIVE:
        return memory_arguments(op, a);
    case COS_OP_MAKE_PAGETABLE:
    case COS_OP_MAKE_COMP:
    case COS_OP_MAKE_THREAD:
    case COS_OP_MAKE_ENDPOINTS:
        return maker_arguments(op, a);
    default:
        return other_arguments(op, a);
    }
}

/* Rarer than the others, so that objects live long enough to be used. */
static bool destroys(unsigned op)
{
    return op == COS_OP_REVOKE || op == COS_OP_COMP_KILL;
}

/* Returns whether the call would take from the first component what the test needs: its component,
 * table or memory. */
static bool harmful(unsigned op, uint64_t slot, const uint64_t *a)
{
    const struct model_cap *c = model_slot(acting(), slot);
    bool itself = c && c->type && c->object == MODEL_BOOT;
    if ((op == COS_OP_CAP_COPY || op == COS_OP_COMP_KILL || op == COS_OP_REVOKE) && itself)
        return true;
    if (op == COS_OP_CAP_DROP && itself && a[0] < COS_BOOT_SLOT_FREE)
        return true;
    if (op == COS_OP_CAP_GROW && a[0] / COS_NODE_SLOTS >= MODEL_NODES && a[0] < COS_SLOTS)
        return true;
    return (op == COS_OP_CALL && model.depth == MODEL_DEPTH) ||
           (op == COS_OP_RETURN && model.depth == 0);
}

/* ---- Comparison ---- */

static struct frame *boot_frames[3];

static struct frame *object_frame(int object)
{
    return object < MODEL_PAGES ? page_frame(object) : boot_frames[object - MODEL_BOOT];
}

static bool cap_equal(const struct cap *k, const struct model_cap *m)
{
    if (!m->type || !cap_valid(k))
        return !m->type && !cap_valid(k);
    if (k->type != m->type || k->rights != m->rights || k->device != m->device)
        return false;
    struct frame *f = m->object == NOTHING ? NULL : object_frame(m->object);
    if (k->anchor != f)
        return false;
    switch (k->type) {
    case COS_CAP_REGION:
    case COS_CAP_PORTS:
    case COS_CAP_IRQ:
        return k->first == m->first && k->last == m->extent;
    case COS_CAP_ENDPOINT:
        return k->endpoint == (struct endpoint *)frame_memory(f) + m->index && k->bits == m->extent;
    case COS_CAP_GATE:
        return k->component == frame_memory(f) && k->entry == m->entry && k->token == m->token;
    default:
        return k->object == frame_memory(f);
    }
}

static bool node_equal(int object, bool whole)
{
    const struct model_object *o = &model.object[object];
    const uint64_t *entry = frame_memory(object_frame(object));
    for (unsigned i = 0; i < pte_user_entries(o->level); i++) {
        if (!whole && i >= 80 && i < 496)
            continue; /* not reached by the addresses in use */
        if (object == MODEL_BOOT + 1 && i < 2)
            continue; /* the first component's own program */
        const struct model_mapping *m = &o->page[i];
        bool there = o->level == 1 ? m->rights != 0 : o->child[i] != NOTHING;
        if (pte_present(entry[i]) != there)
            return false;
        if (there && o->level > 1 && &frames[pte_frame(entry[i])] != object_frame(o->child[i]))
            return false;
        if (there && o->level == 1 &&
            (pte_frame(entry[i]) != m->frame || host_rights(entry[i]) != m->rights))
            return false;
    }
    return true;
}

static bool table_equal(int object)
{
    const struct model_object *o = &model.object[object];
    const struct cap *slots = frame_memory(object_frame(object));
    for (unsigned i = 0; i < COS_NODE_SLOTS; i++)
        if (!(object == MODEL_BOOT + 2 && left_out(i)) && !cap_equal(&slots[i], &o->slot[i]))
            return false;
    return true;
}

static bool component_equal(int object)
{
    const struct model_object *o = &model.object[object];
    const struct component *c = frame_memory(object_frame(object));
    for (unsigned n = 0; n < MODEL_NODES; n++)
        if (c->nodes[n] != (o->node[n] == NOTHING ? NULL : frame_memory(object_frame(o->node[n]))))
            return false;
    return c->root >> COS_PAGE_SHIFT == frame_number(object_frame(o->root)) && c->dead == o->dead &&
           c->id == o->id && cap_equal(&c->fault_gate, &o->fault_gate);
}

static const char *difference(bool whole)
{
    unsigned refs[MODEL_OBJECTS];
    model_refs(refs);
    for (int i = 0; i < MODEL_OBJECTS; i++) {
        const struct model_object *o = &model.object[i];
        const struct frame *f = object_frame(i);
        if (f->type != o->type)
            return "the type of a frame differs";
        if (i < MODEL_PAGES && f->refs != refs[i])
            return "the references of a frame differ";
        if (o->type == COS_FRAME_PAGETABLE && (f->level != o->level || !node_equal(i, whole)))
            return "a page-table node differs";
        if (o->type == COS_FRAME_CAPNODE && !table_equal(i))
            return "a capability table differs";
        if (o->type == COS_FRAME_COMP && !component_equal(i))
            return "a component differs";
    }
    if (cpu.component->frame != object_frame(acting()))
        return "a different component runs";
    if (host.fsbase != model.call[model.depth].fsbase)
        return "the FS base differs";
    return whole ? world_inconsistent() : world_halted();
}

static bool result_equal(const struct values *got, const struct model_answer *want)
{
    if (want->errors)
        return got->result < 0 && got->result > -32 && want->errors & 1u << -got->result;
    bool values = got->v[0] == want->v[0] && got->v[1] == want->v[1] && got->v[2] == want->v[2];
    return got->result == want->result && (values || !want->values);
}

/* A page-table node may end in parts (EAGAIN); the model knows the end only. */
static struct values run(unsigned op, uint64_t slot, const uint64_t *a)
{
    struct values got;
    unsigned parts = 0;
    do
        got = world_syscall(COS_SYSCALL(op, slot), a);
    while (op == COS_OP_RECLAIM && got.result == -COS_EAGAIN && ++parts < PARTS_MOST);
    return got;
}

static void step(unsigned number)
{
    uint64_t a[6];
    unsigned op = operations[below(sizeof operations)];
    uint64_t slot = arguments(op, a);
    if (harmful(op, slot, a) || (destroys(op) && !one_in(3)))
        return;
    (void)host_translate(any_address());
    struct model_answer want = model_syscall(op, slot, a);
    struct values got = run(op, slot, a);
    const char *wrong = result_equal(&got, &want) ? difference(number % 1024 == 0)
                                                  : "the result differs";
    if (wrong)
        fail_msg("step %u: %s: op %u slot %" PRIu64 " (%" PRIx64 " %" PRIx64 " %" PRIx64 " %" PRIx64
                 " %" PRIx64 ") gave %" PRId64 ", expected %" PRId64 " or one of %x",
                 number, wrong, op, slot, a[0], a[1], a[2], a[3], a[4], got.result, want.result,
                 want.errors);
}

static void take_everything_back(void)
{
    while (model.depth > 0) {
        model_syscall(COS_OP_RETURN, 0, (uint64_t[6]){0});
        SYS(COS_OP_RETURN, 0);
    }
    for (unsigned round = 0; round < 3; round++) /* dependents first */
        for (uint64_t page = 0; page < MODEL_PAGES; page++)
            SYS(COS_OP_RECLAIM, WORLD_RAM, page);
    for (uint64_t page = 0; page < MODEL_PAGES; page++) {
        assert_int_equal(page_frame(page)->type, COS_FRAME_FREE);
        assert_int_equal(page_frame(page)->refs, 0);
    }
}

static void random_operations(void **state)
{
    (void)state;
    random_seed();
    cap_slot(cpu.component, WORLD_RAM)->entry = MODEL_PAGES;
    model_boot(world_ram, MODEL_PAGES, world_cap(COS_BOOT_SLOT_DEVICE)->entry);
    boot_frames[0] = cpu.component->frame;
    boot_frames[1] = frame_at(cpu.component->root >> COS_PAGE_SHIFT);
    boot_frames[2] = frame_of(cpu.component->nodes[0]);
    for (unsigned i = 0; i < OPERATIONS; i++)
        step(i);
    take_everything_back();
}

UNIT_MAIN(UNIT_TEST(random_operations))
