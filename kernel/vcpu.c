/* SPDX-License-Identifier: BSD-2-Clause */
/* vCPU: entering client protection domains, and upcalls. A system call of a client ends its
 * entry in the entry code. */
#include "ops.h"

#include "cpu.h"

void vcpu_exit(struct thread *t, uint64_t cause, uint64_t address, uint64_t code)
{
    struct cos_vcpu *v = t->vcpu;
    regs_store(&t->regs, &v->client);
    extended_state_bases(t, &v->client);
    v->cause = cause;
    v->address = address;
    v->code = code;
    regs_leave_client(&t->regs, &t->vcpu_return);
    regs_set_result(&t->regs, cause);
    t->full = RESUME_CALL;
    t->client = NULL;
    if (t != cpu.thread)
        return;
    cpu.client = NULL;
    debug_leave();
    machine_root(cpu.component->root);
}

/* Whether the thread is in its own component's code, running or not: neither in a callee nor in a
 * dispatch. */
static bool interruptible(struct thread *t)
{
    return t->state == THREAD_READY && thread_frame(t)->refs == 0 &&
           thread_home(t, t == cpu.thread ? cpu.component : t->component);
}

void vcpu_event(struct thread *t)
{
    struct cos_vcpu *v = t->vcpu;
    if (!v || !t->bound || !t->bound->bits)
        return;
    if (t->client) {
        vcpu_exit(t, COS_EXIT_EVENT, 0, 0);
        return;
    }
    uint64_t entry = vcpu_word(&v->upcall_entry);
    if (v->masked || !entry || entry >= COS_USER_TOP || !interruptible(t)) {
        v->pending = 1;
        return;
    }
    regs_interrupted(&t->regs, &v->upcall);
    v->masked = 1;
    regs_set_ip(&t->regs, entry);
}

int64_t op_vcpu_enter(struct thread *t, struct cap *root)
{
    struct cos_vcpu *v = t->vcpu;
    struct frame *f = root->anchor;
    if (!v || !thread_home(t, cpu.component) || !f->client)
        return -COS_EINVAL;
    v->cause = COS_EXIT_EVENT;
    if (t->bound && t->bound->bits)
        return COS_EXIT_EVENT;
    v->cause = COS_FAULT_PROTECTION;
    if (vcpu_word(client_ip(&v->client)) >= COS_USER_TOP)
        return COS_FAULT_PROTECTION;
    regs_keep(&t->regs, &t->vcpu_return);
    extended_state_client(t, f, &v->client);
    t->full = RESUME_CLIENT;
    t->client = f;
    t->client_life = f->life;
    cpu.client = f;
    debug_enter(v);
    machine_root(frame_number(f) << COS_PAGE_SHIFT);
    return OP_DONE;
}

/* The kernel writes the page, so it counts as mapped writable. */
static void page_count(struct frame *page, int change)
{
    page->refs += change;
    page->rights += change;
}

void vcpu_unbind(struct thread *t)
{
    if (t->vcpu)
        page_count(frame_of(t->vcpu), -1);
    t->vcpu = NULL;
}

static void page_bind(struct thread *t, struct frame *page)
{
    const struct call_frame *home = &t->calls[0];
    vcpu_unbind(t);
    if (!page)
        return;
    t->vcpu = frame_memory(page);
    page_count(page, 1);
    if (home->frame->life == home->life)
        home->component->flags |= COMP_VCPU;
}

/* a0: endpoint slot, a1: region slot or 0, a2: page. */
int64_t op_thread_bind(struct thread *caller, struct cap *cap)
{
    const uint64_t *a = regs_args(&caller->regs);
    struct thread *t = cap->thread;
    struct cap *e = cap_find(cpu.component, a[0], COS_CAP_ENDPOINT, COS_RIGHT_WAIT);
    struct cap *region = a[1] ? cap_find(cpu.component, a[1], COS_CAP_REGION, COS_RIGHT_WRITE)
                              : NULL;
    if (!e || (a[1] && !region))
        return -COS_EDENIED;
    struct endpoint *endpoint = e->endpoint;
    struct frame *page = region ? region_frame(region, a[2]) : NULL;
    if (region && (!page || page->type != COS_FRAME_FREE))
        return -COS_EINVAL;
    if (page && page->rights < 0)
        return -COS_EBUSY; /* it is executable somewhere */
    if (t->client || t->waiting || (endpoint->bound && endpoint->bound != t))
        return -COS_EBUSY;
    if (t->bound)
        t->bound->bound = NULL;
    t->bound = endpoint;
    endpoint->bound = t;
    page_bind(t, page);
    return 0;
}
