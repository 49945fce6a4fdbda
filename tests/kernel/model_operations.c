/* SPDX-License-Identifier: BSD-2-Clause */
/* The operations of the reference model. */
#include "machine.h"
#include "model_parts.h"
#include "operations.h"

#define E(name) (1u << COS_E##name)

/* ---- Parts of operations: each returns the possible errors ---- */

static unsigned page_of(const struct model_cap *region, uint64_t page, int *out)
{
    if (page >= region->extent || region->device)
        return E(INVAL);
    *out = (int)(region->first + page - model.ram);
    return 0;
}

static unsigned donated(const struct model_cap *region, uint64_t page, int *out)
{
    if (!region)
        return E(DENIED);
    unsigned errors = page_of(region, page, out);
    return errors ? errors : object(*out)->type || refs_of(*out) ? E(BUSY) : 0;
}

static unsigned free_slot(int component, uint64_t slot, struct model_cap **out)
{
    *out = model_slot(component, slot);
    return !*out || slot == 0 ? E(NOENT) : (*out)->type ? E(EXIST) : 0;
}

static const struct model_cap *region_in(uint64_t slot, uint8_t rights)
{
    return need(slot, COS_CAP_REGION, rights);
}

static int living(uint64_t slot)
{
    const struct model_cap *c = need(slot, COS_CAP_COMP, COS_RIGHT_MANAGE);
    return c && !object(c->object)->dead ? c->object : NOTHING;
}

static int place(uint64_t address, int level)
{
    return address >> (12 + 9 * (level - 1)) & 511;
}

/* Returns the leaf node for an address, or the last node on the way to it. */
static int node_for(int root, uint64_t address)
{
    int node = root;
    while (object(node)->level > 1 &&
           object(node)->child[place(address, object(node)->level)] != NOTHING)
        node = object(node)->child[place(address, object(node)->level)];
    return node;
}

static bool range(uint64_t address, uint64_t pages)
{
    return address % COS_PAGE_SIZE == 0 && pages >= 1 && pages <= COS_MAP_BATCH &&
           address < COS_USER_TOP && address + pages * COS_PAGE_SIZE <= COS_USER_TOP;
}

/* ---- Operations ---- */

static struct model_answer make(unsigned op, const struct model_cap *cap, const uint64_t *a)
{
    struct model_cap *to, new = {.rights = COS_RIGHT_ALL};
    int page = 0;
    unsigned errors = donated(cap, a[0], &page) | free_slot(acting(), a[1], &to);
    const struct model_cap *root = need(a[2], COS_CAP_PAGETABLE, COS_RIGHT_WRITE);
    uint8_t frame = COS_FRAME_ENDPOINTS;
    new.type = COS_CAP_ENDPOINT;
    new.extent = UINT64_MAX;
    new.page = true;
    if (op == COS_OP_MAKE_PAGETABLE) {
        errors |= a[2] > 1 ? E(INVAL) : 0;
        new.type = COS_CAP_PAGETABLE;
        frame = COS_FRAME_PAGETABLE;
    } else if (op == COS_OP_MAKE_COMP) {
        errors |= root ? 0 : E(DENIED);
        errors |= (root && object(root->object)->client) || a[3] > 15 || a[4] > UINT32_MAX
                      ? E(INVAL)
                      : 0;
        errors |= a[3] & (COS_COMP_NOINTR | COS_COMP_ROOT) && !schedules(acting()) ? E(DENIED) : 0;
        new.type = COS_CAP_COMP;
        frame = COS_FRAME_COMP;
    } else if (op == COS_OP_MAKE_THREAD) {
        errors |= living(a[2]) == NOTHING ? E(DENIED) : 0;
        errors |= a[3] >= COS_USER_TOP || a[4] > UINT32_MAX ? E(INVAL) : 0;
        new.type = COS_CAP_THREAD;
        frame = COS_FRAME_THREAD;
    }
    if (errors)
        return (struct model_answer){.errors = errors};
    struct model_object *o = object_make(page, frame);
    o->level = 4;
    o->client = a[2] == 1;
    o->root = op == COS_OP_MAKE_COMP ? root->object : NOTHING;
    o->id = a[4];
    o->flags = op == COS_OP_MAKE_COMP ? a[3] : 0;
    new.object = page;
    *to = new;
    return (struct model_answer){0};
}

static struct model_answer grow_pagetable(const struct model_cap *cap, const uint64_t *a)
{
    int page = 0;
    unsigned errors = donated(region_in(a[1], COS_RIGHT_MAKE), a[2], &page);
    errors |= a[0] >= COS_USER_TOP ? E(INVAL) : 0;
    int above = node_for(cap->object, a[0]), level = object(above)->level;
    errors |= a[0] < COS_USER_TOP && level == 1 ? E(EXIST) : 0;
    if (errors)
        return (struct model_answer){.errors = errors};
    struct model_object *o = object_make(page, COS_FRAME_PAGETABLE);
    o->level = level - 1;
    o->client = object(cap->object)->client;
    o->parent = above;
    o->place = place(a[0], level);
    object(above)->child[o->place] = page;
    return (struct model_answer){.result = o->level};
}

static struct model_answer grow_table(const struct model_cap *cap, const uint64_t *a)
{
    int page = 0;
    unsigned errors = donated(region_in(a[1], COS_RIGHT_MAKE), a[2], &page) |
                      (a[0] >= COS_SLOTS ? E(INVAL) : 0);
    uint64_t n = a[0] / COS_NODE_SLOTS;
    errors |= n < MODEL_NODES && object(cap->object)->node[n] != NOTHING ? E(EXIST) : 0;
    if (errors)
        return (struct model_answer){.errors = errors};
    struct model_object *o = object_make(page, COS_FRAME_CAPNODE);
    o->parent = cap->object;
    o->place = (int)n;
    object(cap->object)->node[n] = page;
    return (struct model_answer){0};
}

static bool mappable(const struct model_cap *region, uint64_t frame)
{
    if (region->device)
        return (frame < 0x10 || frame > HOST_RAM / COS_PAGE_SIZE); /* neither RAM nor the
                                                                      interrupt controller */
    return frame - model.ram >= MODEL_PAGES ||
           object((int)(frame - model.ram))->type == COS_FRAME_FREE;
}

/* Returns whether a component's table maps the frame with that right, apart from the mapping that
 * is replaced. */
static bool mapped_elsewhere(uint64_t frame, uint64_t right, const struct model_mapping *but)
{
    for (int o = 0; o < MODEL_OBJECTS; o++) {
        const struct model_object *leaf = object(o);
        bool counts = leaf->type == COS_FRAME_PAGETABLE && leaf->level == 1 && !leaf->client;
        for (const struct model_mapping *m = leaf->page; counts && m < leaf->page + 512; m++)
            if (m != but && m->rights & right && !m->device && m->frame == frame)
                return true;
    }
    return false;
}

static bool exclusive(uint64_t frame, uint64_t rights, const struct model_mapping *old)
{
    return !(rights & COS_RIGHT_WRITE && mapped_elsewhere(frame, COS_RIGHT_EXEC, old)) &&
           !(rights & COS_RIGHT_EXEC && mapped_elsewhere(frame, COS_RIGHT_WRITE, old));
}

static struct model_answer map(const struct model_cap *cap, const uint64_t *a)
{
    const uint64_t both = COS_RIGHT_WRITE | COS_RIGHT_EXEC;
    unsigned errors = !range(a[0], a[4]) || a[3] & ~(both | COS_RIGHT_READ) ||
                              !(a[3] & COS_RIGHT_READ)
                          ? E(INVAL)
                          : 0;
    bool client = object(cap->object)->client;
    errors |= ((a[3] & both) == both || a[0] < COS_USER_BOTTOM) && !client ? E(INVAL) : 0;
    const struct model_cap *region = region_in(a[1], a[3]);
    errors |= !region                                                  ? E(DENIED)
              : a[2] >= region->extent || a[4] > region->extent - a[2] ? E(INVAL)
                                                                       : 0;
    if (errors)
        return (struct model_answer){.errors = errors};
    for (uint64_t i = 0; i < a[4]; i++) {
        uint64_t address = a[0] + i * COS_PAGE_SIZE, frame = region->first + a[2] + i;
        struct model_object *leaf = object(node_for(cap->object, address));
        const struct model_mapping *old = &leaf->page[place(address, 1)];
        errors = (leaf->level != 1 ? E(NOENT) : 0) | (mappable(region, frame) ? 0 : E(INVAL));
        if (!errors && !client && !region->device && !exclusive(frame, a[3], old))
            errors = E(BUSY);
        if (errors)
            return (struct model_answer){.errors = i ? 0 : errors, .result = (int64_t)i};
        leaf->page[place(address, 1)] = (struct model_mapping){frame, a[3], region->device};
    }
    return (struct model_answer){.result = (int64_t)a[4]};
}

static struct model_answer unmap(const struct model_cap *cap, const uint64_t *a)
{
    struct model_answer answer = {.errors = range(a[0], a[1]) ? 0 : E(INVAL)};
    for (uint64_t i = 0; !answer.errors && i < a[1]; i++) {
        struct model_object *leaf = object(node_for(cap->object, a[0] + i * COS_PAGE_SIZE));
        struct model_mapping *m = &leaf->page[place(a[0] + i * COS_PAGE_SIZE, 1)];
        answer.result += leaf->level == 1 && m->rights;
        if (leaf->level == 1)
            *m = (struct model_mapping){0};
    }
    return answer;
}

static struct model_answer zero(const struct model_cap *cap, const uint64_t *a)
{
    int page = 0;
    unsigned errors = page_of(cap, a[0], &page);
    return (struct model_answer){.errors = errors ? errors : object(page)->type ? E(BUSY) : 0};
}

static struct model_answer reclaim(const struct model_cap *cap, const uint64_t *a)
{
    int page = 0;
    unsigned errors = page_of(cap, a[0], &page);
    if (!errors && (refs_of(page) || page == acting()))
        errors = E(BUSY);
    if (!errors && object(page)->type != COS_FRAME_FREE)
        object_end(page);
    return (struct model_answer){.errors = errors};
}

static struct model_answer derive(const struct model_cap *cap, const uint64_t *a)
{
    struct model_cap *to, new = *cap;
    const struct model_cap *on = a[4] ? need(a[4], COS_CAP_NONE, 0) : NULL;
    unsigned errors = free_slot(acting(), a[3], &to);
    errors |= a[4] && !on ? E(DENIED) : 0;
    errors |= a[1] == 0 || a[0] >= cap->extent || a[1] > cap->extent - a[0] ? E(INVAL) : 0;
    errors |= on && (on->object == NOTHING || (cap->object != NOTHING && cap->object != on->object))
                  ? E(INVAL)
                  : 0;
    if (errors)
        return (struct model_answer){.errors = errors};
    new.first += a[0];
    new.extent = a[1];
    new.rights &= a[2];
    new.object = on ? on->object : cap->object;
    *to = new;
    return (struct model_answer){0};
}

static struct model_answer region_info(const struct model_cap *cap, const uint64_t *a)
{
    int page = NOTHING;
    if (a[0] >= cap->extent)
        return (struct model_answer){.errors = E(INVAL)};
    (void)page_of(cap, a[0], &page);
    bool ours = page >= 0 && page < MODEL_PAGES;
    return (struct model_answer){
        .values = true,
        .v = {ours ? object(page)->type : 0, ours ? refs_of(page) : 0,
              cap->rights & COS_RIGHT_MANAGE ? (cap->first + a[0]) * COS_PAGE_SIZE : 0}};
}

static struct model_answer derive_io(const struct model_cap *cap, const uint64_t *a)
{
    struct model_cap *to;
    unsigned errors = free_slot(acting(), a[0], &to);
    errors |= cap->type != COS_CAP_PORTS && cap->type != COS_CAP_IRQ ? E(DENIED) : 0;
    errors |= a[1] > a[2] || a[1] < cap->first || a[2] > cap->extent ? E(INVAL) : 0;
    if (!errors) {
        *to = *cap;
        to->first = a[1];
        to->extent = a[2];
    }
    return (struct model_answer){.errors = errors};
}

static struct model_answer endpoint(const struct model_cap *cap, const uint64_t *a)
{
    struct model_cap *to;
    unsigned errors = free_slot(acting(), a[1], &to) | (a[0] >= COS_ENDPOINTS ? E(INVAL) : 0);
    errors |= !cap->page && a[0] != (uint64_t)cap->index ? E(DENIED) : 0;
    if (!errors)
        *to = (struct model_cap){.type = COS_CAP_ENDPOINT,
                                 .rights = cap->rights & a[3],
                                 .object = cap->object,
                                 .index = (int)a[0],
                                 .extent = cap->extent & a[2]};
    return (struct model_answer){.errors = errors};
}

static struct model_answer gate(const struct model_cap *cap, const uint64_t *a)
{
    struct model_cap *to;
    unsigned errors = free_slot(acting(), a[0], &to) | (a[1] >= COS_USER_TOP ? E(INVAL) : 0);
    errors |= object(cap->object)->dead ? E(DENIED) : 0;
    if (!errors)
        *to = (struct model_cap){.type = COS_CAP_GATE,
                                 .rights = COS_RIGHT_ALL,
                                 .object = cap->object,
                                 .entry = a[1],
                                 .token = a[2]};
    return (struct model_answer){.errors = errors};
}

static bool is_root(int component)
{
    return component == MODEL_BOOT || object(component)->flags & COS_COMP_ROOT;
}

static struct model_answer fault_gate(const struct model_cap *cap, const uint64_t *a)
{
    const struct model_cap *g = need(a[0], COS_CAP_GATE, 0);
    const struct model_cap *event = a[1] ? need(a[1], COS_CAP_ENDPOINT, COS_RIGHT_SIGNAL) : NULL;
    struct model_object *c = object(cap->object);
    if (!g || (a[1] && !event))
        return (struct model_answer){.errors = E(DENIED)};
    if (event && c->fault_event.type && !is_root(acting()))
        return (struct model_answer){.errors = E(DENIED)};
    c->fault_gate = *g;
    c->fault_event = event ? *event : c->fault_event;
    return (struct model_answer){0};
}

static struct model_answer copy(const struct model_cap *cap, const uint64_t *a)
{
    struct model_cap *to;
    int component = living(a[0]);
    unsigned errors = component == NOTHING ? E(DENIED) : free_slot(component, a[1], &to);
    if (errors)
        return (struct model_answer){.errors = errors};
    *to = *cap;
    to->rights &= a[2];
    if (to->type == COS_CAP_ENDPOINT)
        to->extent &= a[3];
    to->page = to->page && to->extent == UINT64_MAX;
    return (struct model_answer){0};
}

static struct model_answer drop(const struct model_cap *cap, const uint64_t *a)
{
    struct model_cap *slot = model_slot(cap->object, a[0]);
    if (slot)
        slot->type = COS_CAP_NONE;
    return (struct model_answer){0};
}

static struct model_answer revoke(const struct model_cap *cap)
{
    if (cap->type == COS_CAP_GATE || cap->type == COS_CAP_THREAD || cap->type >= COS_CAP_REGION)
        return (struct model_answer){.errors = E(INVAL)};
    void_caps(cap->object, cap);
    return (struct model_answer){0};
}

static struct model_answer kill(const struct model_cap *cap)
{
    object(cap->object)->dead = true;
    void_caps(cap->object, cap);
    return (struct model_answer){.result = unwind() ? -COS_EDEAD : 0};
}

static struct model_answer info(const struct model_cap *cap)
{
    struct model_answer answer = {.values = true};
    if (!cap || !cap->type)
        return answer;
    answer.result = cap->type;
    answer.v[0] = cap->rights;
    if (cap->type == COS_CAP_REGION)
        answer.v[1] = cap->extent;
    if (cap->type == COS_CAP_PORTS || cap->type == COS_CAP_IRQ) {
        answer.v[1] = cap->first;
        answer.v[2] = cap->extent;
    }
    if (cap->type == COS_CAP_COMP || cap->type == COS_CAP_THREAD)
        answer.v[1] = object(cap->object)->id;
    return answer;
}

static struct model_answer call(const struct model_cap *cap)
{
    model.depth++;
    model.call[model.depth].component = cap->object;
    model.call[model.depth].serial = object(cap->object)->serial;
    model.call[model.depth].fsbase = 0;
    return (struct model_answer){0};
}

static struct model_answer call_return(const uint64_t *a)
{
    model.depth--;
    return (struct model_answer){.result = unwind() ? -COS_EDEAD : (int64_t)a[0]};
}

static struct model_answer set_fsbase(const uint64_t *a)
{
    bool fpu = object(acting())->flags & COS_COMP_FPU;
    unsigned errors = (fpu ? 0 : E(DENIED)) | (a[0] < COS_USER_TOP ? 0 : E(INVAL));
    if (!errors)
        model.call[model.depth].fsbase = a[0];
    return (struct model_answer){.errors = errors};
}

struct model_answer model_syscall(unsigned op, uint64_t slot, const uint64_t a[6])
{
    if (op == COS_OP_CAP_INFO)
        return info(model_slot(acting(), slot));
    if (op == COS_OP_RETURN)
        return call_return(a);
    if (op == COS_OP_SET_FSBASE)
        return set_fsbase(a);
    const struct model_cap *cap = need(slot, operation_needs[op].type, operation_needs[op].right);
    if (!cap)
        return (struct model_answer){.errors = E(DENIED)};
    switch (op) {
    case COS_OP_CALL:
        return call(cap);
    case COS_OP_MAP:
        return map(cap, a);
    case COS_OP_UNMAP:
        return unmap(cap, a);
    case COS_OP_PT_GROW:
        return grow_pagetable(cap, a);
    case COS_OP_ZERO:
        return zero(cap, a);
    case COS_OP_RECLAIM:
        return reclaim(cap, a);
    case COS_OP_REGION_DERIVE:
        return derive(cap, a);
    case COS_OP_REGION_INFO:
        return region_info(cap, a);
    case COS_OP_ENDPOINT:
        return endpoint(cap, a);
    case COS_OP_MAKE_GATE:
        return gate(cap, a);
    case COS_OP_COMP_FAULT:
        return fault_gate(cap, a);
    case COS_OP_CAP_GROW:
        return grow_table(cap, a);
    case COS_OP_CAP_COPY:
        return copy(cap, a);
    case COS_OP_CAP_DROP:
        return drop(cap, a);
    case COS_OP_REVOKE:
        return revoke(cap);
    case COS_OP_COMP_KILL:
        return kill(cap);
    case COS_OP_IO_DERIVE:
        return derive_io(cap, a);
    default:
        return make(op, cap, a);
    }
}
