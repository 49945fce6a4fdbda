/* SPDX-License-Identifier: BSD-2-Clause */
/* Checks the kernel's data as a whole: counts, types and links of all frames must agree. */
#include "world.h"

static uint32_t refs[HOST_RAM / COS_PAGE_SIZE];

static const uint8_t object_type[] = {
    [COS_CAP_GATE] = COS_FRAME_COMP,           [COS_CAP_COMP] = COS_FRAME_COMP,
    [COS_CAP_THREAD] = COS_FRAME_THREAD,       [COS_CAP_ENDPOINT] = COS_FRAME_ENDPOINTS,
    [COS_CAP_PAGETABLE] = COS_FRAME_PAGETABLE,
};

/* Returns whether a table node belongs to a component's tree. A node without its root does not. */
static bool for_component(struct frame *f)
{
    while (f->parent)
        f = frame_of((void *)f->parent);
    return f->level == PAGETABLE_LEVELS && !f->client;
}

static bool writable_code(uint64_t entry)
{
    const uint64_t both = COS_RIGHT_WRITE | COS_RIGHT_EXEC;
    return (host_rights(entry) & both) == both;
}

/* What component tables map, by frame: where it is writable, where executable. */
static uint32_t writable[HOST_RAM / COS_PAGE_SIZE], executable[HOST_RAM / COS_PAGE_SIZE];

static void count_rights(const struct frame *f, uint64_t entry)
{
    writable[frame_number(f)] += (host_rights(entry) & COS_RIGHT_WRITE) != 0;
    executable[frame_number(f)] += (host_rights(entry) & COS_RIGHT_EXEC) != 0;
}

static const char *check_node(struct frame *f)
{
    uint64_t *entry = frame_memory(f);
    bool strict = for_component(f);
    for (unsigned i = 0; i < pte_user_entries(f->level); i++) {
        struct frame *to = pte_present(entry[i]) ? frame_at(pte_frame(entry[i])) : NULL;
        if (!to)
            continue; /* an empty entry, or device memory beyond RAM */
        if (f->level > 1 && (to->type != COS_FRAME_PAGETABLE || to->level != f->level - 1 ||
                             to->parent != (uint64_t)&entry[i]))
            return "a page-table entry leads to no node of the next level that knows it";
        if (f->level == 1 && to->type != COS_FRAME_FREE && to->type != FRAME_DEVICE)
            return "a kernel object is mapped";
        if (f->level == 1 && strict && writable_code(entry[i]))
            return "a page is writable and executable";
        if (f->level == 1 && to->type == COS_FRAME_FREE)
            refs[frame_number(to)]++;
        if (f->level == 1 && to->type == COS_FRAME_FREE && !f->client)
            count_rights(to, entry[i]);
    }
    return NULL;
}

static const char *check_cap(const struct cap *cap)
{
    if (!cap_valid(cap) || cap->type == COS_CAP_NONE)
        return NULL;
    if (cap->type > COS_CAP_IRQ)
        return "a capability has no type";
    uint8_t type = object_type[cap->type < COS_CAP_REGION ? cap->type : 0];
    if (type && (!cap->anchor || cap->anchor->type != type))
        return "a valid capability names a frame of another type";
    if (cap->type == COS_CAP_REGION && !cap->device && cap->first + cap->pages > frame_count)
        return "a region reaches beyond RAM";
    return NULL;
}

static const char *check_table(struct frame *f)
{
    const struct cap *slots = frame_memory(f);
    const char *bad = NULL;
    if (f->parent && *(struct cap **)f->parent != slots)
        return "a capability node is not where its parent says";
    for (unsigned i = 0; i < COS_NODE_SLOTS && !bad; i++)
        bad = check_cap(&slots[i]);
    return bad;
}

static const char *check_component(struct frame *f)
{
    struct component *c = frame_memory(f);
    struct frame *root = frame_at(c->root >> COS_PAGE_SHIFT);
    if (c->frame != f || !root || root->type != COS_FRAME_PAGETABLE ||
        root->level != PAGETABLE_LEVELS)
        return "a component has no page table";
    refs[frame_number(root)]++;
    for (unsigned i = 0; i < CAP_NODES; i++)
        if (c->nodes[i] && (frame_of(c->nodes[i])->type != COS_FRAME_CAPNODE ||
                            frame_of(c->nodes[i])->parent != (uint64_t)&c->nodes[i]))
            return "a component's table holds more than its nodes";
    return check_cap(&c->fault_gate);
}

/* A living component other than the thread's own would never get back the stack and locks that the
 * thread holds there. */
bool world_abroad(const struct thread *t)
{
    for (const struct call_frame *f = &t->calls[1]; f < t->top; f++)
        if (f->frame->life == f->life &&
            (f->frame != t->calls[0].frame || f->life != t->calls[0].life))
            return true;
    const struct frame *now = frame_of(t->component);
    return now->life == t->life && (now != t->calls[0].frame || t->life != t->calls[0].life) &&
           t->state != THREAD_ENDED;
}

static const char *check_queue(struct thread *p)
{
    const struct thread *last = NULL;
    for (struct thread *t = p->woken; t; last = t, t = t->next)
        if (thread_frame(t)->type != COS_FRAME_THREAD || t->prev != last || !t->queued ||
            thread_parent(t) != p || t->state != THREAD_READY)
            return "a queue of woken threads is broken";
    return p->woken_last == last || !p->woken ? NULL : "a queue of woken threads has the wrong end";
}

static const char *check_thread(struct thread *t)
{
    if (t->top < &t->calls[1] || t->top > &t->calls[sizeof t->calls / sizeof t->calls[0]])
        return "a call stack has overflowed";
    for (const struct call_frame *f = t->top; f < &t->calls[CALL_FRAMES]; f++)
        if (f->bases.fsbase || f->bases.gsbase)
            return "a free call frame has bases";
    if (t->state == THREAD_ENDED && t->top != &t->calls[1])
        return "a thread has ended in the middle of a call";
    if (t->fault_depth > COS_FAULT_DEPTH)
        return "faults are nested too deeply";
    if ((t->state == THREAD_WAITING) != (t->waiting != NULL) ||
        (t->waiting && t->waiting->waiter != t))
        return "a thread waits at an endpoint that does not know it";
    if (t->bound && (frame_of(t->bound)->type != COS_FRAME_ENDPOINTS || t->bound->bound != t))
        return "a thread is bound to an endpoint that does not know it";
    if (t->vcpu) {
        refs[frame_number(frame_of(t->vcpu))]++;
        writable[frame_number(frame_of(t->vcpu))]++;
    }
    return check_queue(t);
}

static const char *check_endpoints(struct frame *f)
{
    struct endpoint *e = frame_memory(f);
    for (unsigned i = 0; i < COS_ENDPOINTS; i++)
        if ((e[i].waiter && e[i].waiter->waiting != &e[i]) ||
            (e[i].bound && e[i].bound->bound != &e[i]))
            return "an endpoint knows a thread that does not know it";
    return NULL;
}

static const char *check_frame(struct frame *f)
{
    switch (f->type) {
    case COS_FRAME_PAGETABLE:
        return check_node(f);
    case COS_FRAME_CAPNODE:
        return check_table(f);
    case COS_FRAME_COMP:
        return check_component(f);
    case COS_FRAME_THREAD:
        return check_thread(frame_memory(f));
    case COS_FRAME_ENDPOINTS:
        return check_endpoints(f);
    default:
        return NULL;
    }
}

/* Checks the running thread, and counts its schedulers, each of which waits for a dispatch. */
static const char *check_running(void)
{
    unsigned depth = 0;
    for (struct thread *p = thread_parent(cpu.thread); p; p = thread_parent(p)) {
        refs[frame_number(thread_frame(p))]++;
        if (++depth > frame_count)
            return "schedulers wait for each other in a circle";
    }
    if (cpu.component->dead || thread_frame(cpu.thread)->type != COS_FRAME_THREAD ||
        cpu.component->frame->type != COS_FRAME_COMP)
        return "the running thread has ended";
    if (host_vector(cpu.thread) && host_vector(cpu.thread) != host_vector_of(cpu.component))
        return "a component finds another component's vector registers";
    return host.root ==
                   (cpu.client ? frame_number(cpu.client) << COS_PAGE_SHIFT : cpu.component->root)
               ? NULL
               : "the current page table is another component's";
}

const char *world_inconsistent(void)
{
    const char *bad = host_tlb_stale() ? "a stale translation is left" : NULL;
    memset(refs, 0, sizeof refs);
    memset(writable, 0, sizeof writable);
    memset(executable, 0, sizeof executable);
    for (uint64_t i = 0; i < frame_count && !bad; i++)
        bad = check_frame(&frames[i]);
    bad = bad ? bad : check_running();
    for (uint64_t i = 0; i < frame_count && !bad; i++)
        if (frames[i].refs != refs[i])
            bad = "a frame's count of references is wrong";
        else if (frames[i].type == COS_FRAME_FREE &&
                 frames[i].rights != (int64_t)writable[i] - (int64_t)executable[i])
            bad = "a frame's count of rights is wrong";
        else if (writable[i] && executable[i])
            bad = "a frame is writable in one component and executable in another";
    return bad;
}
