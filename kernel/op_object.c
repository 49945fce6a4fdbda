/* SPDX-License-Identifier: BSD-2-Clause */
/* Operations that make objects from donated memory, and those on capability tables. */
#include "cpu.h"
#include "ops.h"
#include "pagetable.h"

/* Checks what all of these need: the page a0 of the region and the free slot a1. */
static int make_check(struct thread *t, const struct cap *region, struct frame **f,
                      struct cap **slot)
{
    const uint64_t *a = regs_args(&t->regs);
    *f = region_frame(region, a[0]);
    if (!*f)
        return -COS_EINVAL;
    if ((*f)->type != COS_FRAME_FREE || (*f)->refs)
        return -COS_EBUSY;
    return cap_free_slot(cpu.component, a[1], slot);
}

/* a2: 1 = for clients. */
int64_t op_make_pagetable(struct thread *t, struct cap *cap)
{
    uint64_t client = regs_args(&t->regs)[2];
    struct frame *f;
    struct cap *slot;
    int error = make_check(t, cap, &f, &slot);
    if (error)
        return error;
    if (client > 1)
        return -COS_EINVAL;
    frame_make(f, COS_FRAME_PAGETABLE);
    f->level = PAGETABLE_LEVELS;
    f->client = client;
    machine_root_init(frame_memory(f));
    cap_set(slot, COS_CAP_PAGETABLE, COS_RIGHT_ALL, frame_memory(f), f);
    return 0;
}

/* a2: page-table slot, a3: flags, a4: id. */
int64_t op_make_comp(struct thread *t, struct cap *cap)
{
    const uint64_t *a = regs_args(&t->regs);
    const uint64_t known = COS_COMP_FPU | COS_COMP_NOINTR | COS_COMP_STRICT | COS_COMP_ROOT;
    struct frame *f;
    struct cap *slot, *root = cap_find(cpu.component, a[2], COS_CAP_PAGETABLE, COS_RIGHT_WRITE);
    int error = make_check(t, cap, &f, &slot);
    if (error)
        return error;
    if (!root)
        return -COS_EDENIED;
    if (root->anchor->client || (a[3] & ~known) || a[4] > UINT32_MAX)
        return -COS_EINVAL;
    if ((a[3] & (COS_COMP_NOINTR | COS_COMP_ROOT)) && !component_schedules(cpu.component))
        return -COS_EDENIED;
    frame_make(f, COS_FRAME_COMP);
    struct component *c = frame_memory(f);
    component_init(c, f, root->anchor, a[3], a[4]);
    c->source = cap->anchor;
    c->source_gen = cap->gen;
    cap_set(slot, COS_CAP_COMP, COS_RIGHT_ALL, frame_memory(f), f);
    return 0;
}

void component_init(struct component *c, struct frame *f, struct frame *root, uint32_t flags,
                    uint32_t id)
{
    c->root = frame_number(root) << COS_PAGE_SHIFT;
    c->frame = f;
    c->flags = flags;
    c->id = id;
    c->user_flags = machine_user_flags(flags);
    root->refs++;
}

static struct component *living(uint64_t slot)
{
    struct cap *cap = cap_find(cpu.component, slot, COS_CAP_COMP, COS_RIGHT_MANAGE);
    return cap && !cap->component->dead ? cap->component : NULL;
}

/* a2: component slot, a3: entry, a4: id, a5: argument. */
int64_t op_make_thread(struct thread *t, struct cap *cap)
{
    const uint64_t *a = regs_args(&t->regs);
    struct component *c = living(a[2]);
    struct frame *f;
    struct cap *slot;
    int error = make_check(t, cap, &f, &slot);
    if (error)
        return error;
    if (!c)
        return -COS_EDENIED;
    if (a[3] >= COS_USER_TOP || a[4] > UINT32_MAX)
        return -COS_EINVAL;
    frame_make(f, COS_FRAME_THREAD);
    thread_init(frame_memory(f), c, a[3], a[5], a[4]);
    cap_set(slot, COS_CAP_THREAD, COS_RIGHT_ALL, frame_memory(f), f);
    return 0;
}

int64_t op_make_endpoints(struct thread *t, struct cap *cap)
{
    struct frame *f;
    struct cap *slot;
    int error = make_check(t, cap, &f, &slot);
    if (error)
        return error;
    frame_make(f, COS_FRAME_ENDPOINTS);
    cap_set(slot, COS_CAP_ENDPOINT, COS_RIGHT_ALL, frame_memory(f), f);
    slot->bits = UINT64_MAX;
    slot->page = 1;
    return 0;
}

/* a0: index, a1: free slot, a2: event bits, a3: rights. */
int64_t op_endpoint(struct thread *t, struct cap *cap)
{
    const uint64_t *a = regs_args(&t->regs);
    struct cap *slot;
    int error = cap_free_slot(cpu.component, a[1], &slot);
    if (error)
        return error;
    if (a[0] >= COS_ENDPOINTS)
        return -COS_EINVAL;
    struct endpoint *e = (struct endpoint *)frame_memory(cap->anchor) + a[0];
    if (!cap->page && e != cap->endpoint)
        return -COS_EDENIED; /* it names another endpoint */
    cap_set(slot, COS_CAP_ENDPOINT, cap->rights & a[3], e, cap->anchor);
    slot->bits = cap->bits & a[2];
    return 0;
}

/* a0: free slot, a1: entry, a2: token. */
int64_t op_make_gate(struct thread *t, struct cap *cap)
{
    const uint64_t *a = regs_args(&t->regs);
    struct cap *slot;
    int error = cap_free_slot(cpu.component, a[0], &slot);
    if (error)
        return error;
    if (a[1] >= COS_USER_TOP)
        return -COS_EINVAL;
    if (cap->component->dead)
        return -COS_EDENIED;
    cap_set(slot, COS_CAP_GATE, COS_RIGHT_ALL, cap->component, cap->anchor);
    slot->entry = a[1];
    slot->token = a[2];
    return 0;
}

/* a0: gate slot, a1: endpoint slot or 0. */
int64_t op_comp_fault(struct thread *t, struct cap *cap)
{
    const uint64_t *a = regs_args(&t->regs);
    const struct cap *gate = cap_find(cpu.component, a[0], COS_CAP_GATE, 0);
    const struct cap *event = a[1] ? cap_find(cpu.component, a[1], COS_CAP_ENDPOINT,
                                              COS_RIGHT_SIGNAL)
                                   : NULL;
    struct component *c = cap->component;
    if (!gate || (a[1] && !event))
        return -COS_EDENIED;
    if (event && cap_valid(&c->fault_event) && !(cpu.component->flags & COS_COMP_ROOT))
        return -COS_EDENIED; /* it would hide the component's end from its supervisor */
    c->fault_gate = *gate;
    if (event)
        c->fault_event = *event;
    return 0;
}

/* a0: component slot, a1: slot in its table, a2: rights, a3: event bits. */
int64_t op_cap_copy(struct thread *t, struct cap *cap)
{
    const uint64_t *a = regs_args(&t->regs);
    struct component *to = living(a[0]);
    struct cap *slot;
    if (!to)
        return -COS_EDENIED;
    int error = cap_free_slot(to, a[1], &slot);
    if (error)
        return error;
    struct cap copy = *cap;
    copy.rights &= a[2];
    if (copy.type == COS_CAP_ENDPOINT) {
        copy.bits &= a[3];
        copy.page &= copy.bits == UINT64_MAX;
    }
    *slot = copy;
    return 0;
}

/* a0: slot in its table. */
int64_t op_cap_drop(struct thread *t, struct cap *cap)
{
    struct cap *slot = cap_slot(cap->component, regs_args(&t->regs)[0]);
    if (slot)
        slot->type = COS_CAP_NONE;
    return 0;
}

int64_t op_revoke(struct thread *t, struct cap *cap)
{
    (void)t;
    if (!cap->anchor || cap->type == COS_CAP_REGION || cap->type == COS_CAP_GATE)
        return -COS_EINVAL; /* these depend on an object, they do not name one */
    if (cap->type == COS_CAP_THREAD)
        return -COS_EINVAL; /* its scheduler must be able to run it: it may be in another
                               component */
    cap->gen = ++cap->anchor->gen;
    return 0;
}

int64_t op_comp_kill(struct thread *t, struct cap *cap)
{
    struct component *c = cap->component;
    bool was_dead = c->dead;
    component_kill(c);
    cap->gen = cap->anchor->gen;
    if (was_dead)
        return 0;
    if (c == cpu.component) {
        cpu.component = NULL;
        thread_unwind(t);
    }
    component_tell(c);
    return OP_DONE;
}

/* Reports what a slot holds. Returns its type. */
int64_t op_cap_info(struct thread *t, struct cap *cap)
{
    uint64_t *a = regs_args(&t->regs);
    a[0] = a[1] = a[2] = 0;
    if (!cap)
        return COS_CAP_NONE;
    a[0] = cap->rights;
    switch (cap->type) {
    case COS_CAP_REGION:
        a[1] = cap->pages;
        break;
    case COS_CAP_PORTS:
    case COS_CAP_IRQ:
        a[1] = cap->first;
        a[2] = cap->last;
        break;
    case COS_CAP_COMP:
        a[1] = cap->component->id;
        break;
    case COS_CAP_THREAD:
        a[1] = cap->thread->id;
        break;
    }
    return cap->type;
}
