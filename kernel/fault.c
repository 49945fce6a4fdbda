/* SPDX-License-Identifier: BSD-2-Clause */
/* Component calls off the fast path, faults, and leaving components that died. */
#include "cpu.h"
#include "ops.h"

void component_enter(struct thread *t, struct component *c)
{
    extended_state_cross(c, t);
    cpu.component = c;
    machine_root(c->root);
}

void component_return(struct thread *t, struct call_frame *to)
{
    cpu.component = to->component;
    t->life = to->life;
    machine_root(to->component->root);
    extended_state_back(to, t);
    to->bases = (struct user_bases){0};
}

static bool frame_alive(const struct call_frame *f)
{
    return f->frame->life == f->life;
}

/* Clears the registers: nothing of the dead component stays in them. */
static void return_dead(struct thread *t, struct call_frame *f)
{
    t->full = RESUME_CALL;
    regs_start(&t->regs, 0, 0);
    regs_resume(&t->regs, f->ip, f->sp, f->component->user_flags);
    regs_set_result(&t->regs, -(int64_t)COS_EDEAD);
    component_return(t, f);
    if (t->vcpu)
        vcpu_event(t);
}

/*
 * A call frame with ip 0 above the bottom is a fault call: when its handler is left this way, the
 * faulting component is left too. At most CALL_FRAMES rounds.
 */
void thread_unwind(struct thread *t)
{
    while (t->top > &t->calls[1]) {
        struct call_frame *f = --t->top;
        if (f->ip && frame_alive(f)) {
            return_dead(t, f);
            return;
        }
        t->fault_depth -= f->ip == 0;
        f->bases = (struct user_bases){0};
    }
    t->state = THREAD_ENDED;
    thread_return(COS_CAUSE_EXITED, 0);
}

static void call_push(struct thread *t, uint64_t ip, uint64_t sp)
{
    struct component *c = cpu.component;
    *t->top = (struct call_frame){
        .ip = ip, .sp = sp, .component = c, .frame = c->frame, .life = c->frame->life};
    extended_state_save_bases(c, t->top);
    t->top++;
}

static void callee_start(struct thread *t, const struct cap *gate)
{
    struct component *c = gate->component;
    regs_call(&t->regs, gate->entry, c->user_flags, gate->token, t->id);
    t->full = RESUME_ALL; /* all six argument registers count */
    component_enter(t, c);
    t->life = c->frame->life;
}

/* A thread's own calls leave room for a fault of the callee and for the calls of its handler. */
int64_t op_call(struct thread *t, struct cap *gate)
{
    if (t->top >=
        &t->calls[cpu.component->flags & COS_COMP_ROOT ? CALL_FRAMES : COS_CALL_DEPTH + 1])
        return -COS_EDEPTH;
    call_push(t, regs_ip(&t->regs), regs_sp(&t->regs));
    callee_start(t, gate);
    return OP_DONE;
}

/* The faulting component goes on with the registers it had, perhaps repaired. */
static void fault_resume(struct thread *t, struct call_frame *f)
{
    t->regs = t->faults[--t->fault_depth];
    t->full = RESUME_ALL;
    component_return(t, f);
    if (t->vcpu)
        vcpu_event(t);
}

/* Some CPUs report a jump to a non-canonical address at its target; to resume there would fault in
 * the kernel. */
static bool resumable(const struct thread *t)
{
    return regs_ip(&t->faults[t->fault_depth - 1]) < COS_USER_TOP;
}

/* Whether the thread can go on in its caller, or, from a fault handler with that result, in the
 * component that faulted. */
static bool returnable(const struct thread *t, const struct call_frame *f, uint64_t result)
{
    if (f == &t->calls[0] || !frame_alive(f))
        return false;
    return f->ip || (result == COS_RESUME && resumable(t));
}

int64_t op_return(struct thread *t, struct cap *unused)
{
    (void)unused;
    struct call_frame *f = t->top - 1;
    uint64_t *a = regs_args(&t->regs), result[3] = {a[0], a[1], a[2]};
    if (!returnable(t, f, result[0])) {
        thread_unwind(t);
        return OP_DONE;
    }
    t->top--;
    if (f->ip == 0) {
        fault_resume(t, f);
        return OP_DONE;
    }
    regs_start(&t->regs, f->ip, f->component->user_flags);
    regs_resume(&t->regs, f->ip, f->sp, f->component->user_flags);
    regs_set_result(&t->regs, result[0]);
    a[0] = result[1];
    a[1] = result[2];
    t->full = RESUME_CALL;
    component_return(t, f);
    if (t->vcpu)
        vcpu_event(t);
    return OP_DONE;
}

static bool own_handler(struct thread *t, uint64_t cause, uint64_t address, uint64_t code)
{
    struct cos_vcpu *v = t->vcpu;
    if (!v || !thread_home(t, cpu.component))
        return false;
    uint64_t entry = vcpu_word(&v->fault_entry);
    if (!entry || entry >= COS_USER_TOP)
        return false;
    regs_store(&t->regs, &v->fault);
    v->cause = cause;
    v->address = address;
    v->code = code;
    v->masked = 1;
    regs_set_ip(&t->regs, entry);
    v->fault_entry = 0;
    t->full = RESUME_ALL;
    return true;
}

/* The last fault and call frames are for root components, which handle all components' faults, and
 * call others to do so. */
static bool has_room(const struct thread *t, const struct cap *gate)
{
    bool root = gate->component->flags & COS_COMP_ROOT;
    return t->fault_depth < (root ? COS_FAULT_DEPTH : COS_FAULT_DEPTH_OWN) &&
           t->top < &t->calls[root ? CALL_FRAMES : COS_CALL_DEPTH + 1];
}

/* The handler cannot be called on this thread, and the component must not go on: kills it and
 * signals the end. */
static void fault_lost(struct thread *t)
{
    struct component *c = cpu.component;
    if (c->flags & COS_COMP_ROOT)
        machine_halt("a root component has faulted, and there is no room for its handler");
    component_kill(c);
    cpu.component = NULL;
    thread_unwind(t);
    component_tell(c);
}

void fault(struct thread *t, uint64_t cause, uint64_t address, uint64_t code)
{
    if (cpu.client) {
        vcpu_exit(t, cause, address, code);
        return;
    }
    if (own_handler(t, cause, address, code))
        return;
    const struct cap *gate = &cpu.component->fault_gate;
    uint64_t ip = regs_ip(&t->regs);
    if (!cap_valid(gate) && !cap_valid(&cpu.component->fault_event)) {
        thread_unwind(t);
        return;
    }
    if (!cap_valid(gate) || !has_room(t, gate)) {
        fault_lost(t);
        return;
    }
    t->faults[t->fault_depth++] = t->regs;
    call_push(t, 0, 0);
    uint64_t *a = regs_args(&t->regs);
    a[0] = cause;
    a[1] = address;
    a[2] = code;
    a[3] = ip;
    callee_start(t, gate);
}
