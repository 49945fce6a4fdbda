/* SPDX-License-Identifier: BSD-2-Clause */
/* The system-call table. Component calls and returns between plain components never come
 * here: see the entry code. */
#include "cpu.h"
#include "ops.h"

#define NO_CAP 0xff /* the operation uses no slot, or looks at whatever is in it */

static const struct {
    operation *run;
    uint8_t type, rights; /* what the slot must hold */
} table[COS_OPS] = {
    [COS_OP_CALL] = {op_call, COS_CAP_GATE, 0},
    [COS_OP_RETURN] = {op_return, NO_CAP, 0},
    [COS_OP_SIGNAL] = {op_signal, COS_CAP_ENDPOINT, COS_RIGHT_SIGNAL},
    [COS_OP_WAIT] = {op_wait, COS_CAP_ENDPOINT, COS_RIGHT_WAIT},
    [COS_OP_DISPATCH] = {op_dispatch, COS_CAP_THREAD, COS_RIGHT_EXEC},
    [COS_OP_IDLE] = {op_idle, NO_CAP, 0},
    [COS_OP_THREAD_WAKE] = {op_thread_wake, COS_CAP_THREAD, COS_RIGHT_EXEC},
    [COS_OP_THREAD_SET] = {op_thread_set, COS_CAP_THREAD, COS_RIGHT_EXEC},
    [COS_OP_THREAD_SIGNAL] = {op_thread_signal, COS_CAP_THREAD, COS_RIGHT_EXEC},
    [COS_OP_TIMER] = {op_timer, COS_CAP_THREAD, COS_RIGHT_EXEC},
    [COS_OP_THREAD_TIME] = {op_thread_time, COS_CAP_THREAD, COS_RIGHT_EXEC},
    [COS_OP_YIELD] = {op_yield, NO_CAP, 0},
    [COS_OP_THREAD_BIND] = {op_thread_bind, COS_CAP_THREAD, COS_RIGHT_MANAGE},
    [COS_OP_THREAD_READ] = {op_thread_read, COS_CAP_THREAD, COS_RIGHT_READ},
    [COS_OP_THREAD_WRITE] = {op_thread_write, COS_CAP_THREAD, COS_RIGHT_WRITE},
    [COS_OP_VCPU_ENTER] = {op_vcpu_enter, COS_CAP_PAGETABLE, COS_RIGHT_WRITE},
    [COS_OP_MAP] = {op_map, COS_CAP_PAGETABLE, COS_RIGHT_WRITE},
    [COS_OP_UNMAP] = {op_unmap, COS_CAP_PAGETABLE, COS_RIGHT_WRITE},
    [COS_OP_PT_GROW] = {op_pt_grow, COS_CAP_PAGETABLE, COS_RIGHT_WRITE},
    [COS_OP_PT_WRITE_BACK] = {op_pt_write_back, COS_CAP_PAGETABLE, COS_RIGHT_WRITE},
    [COS_OP_PEEK] = {op_peek, COS_CAP_PAGETABLE, COS_RIGHT_READ},
    [COS_OP_ZERO] = {op_zero, COS_CAP_REGION, COS_RIGHT_MAKE},
    [COS_OP_RECLAIM] = {op_reclaim, COS_CAP_REGION, COS_RIGHT_MAKE},
    [COS_OP_REGION_DERIVE] = {op_region_derive, COS_CAP_REGION, 0},
    [COS_OP_REGION_INFO] = {op_region_info, COS_CAP_REGION, 0},
    [COS_OP_MAKE_PAGETABLE] = {op_make_pagetable, COS_CAP_REGION, COS_RIGHT_MAKE},
    [COS_OP_MAKE_COMP] = {op_make_comp, COS_CAP_REGION, COS_RIGHT_MAKE},
    [COS_OP_MAKE_THREAD] = {op_make_thread, COS_CAP_REGION, COS_RIGHT_MAKE},
    [COS_OP_MAKE_ENDPOINTS] = {op_make_endpoints, COS_CAP_REGION, COS_RIGHT_MAKE},
    [COS_OP_ENDPOINT] = {op_endpoint, COS_CAP_ENDPOINT, COS_RIGHT_MANAGE},
    [COS_OP_MAKE_GATE] = {op_make_gate, COS_CAP_COMP, COS_RIGHT_MANAGE},
    [COS_OP_COMP_FAULT] = {op_comp_fault, COS_CAP_COMP, COS_RIGHT_MANAGE},
    [COS_OP_CAP_GROW] = {op_cap_grow, COS_CAP_COMP, COS_RIGHT_MANAGE},
    [COS_OP_CAP_COPY] = {op_cap_copy, COS_CAP_NONE, 0},
    [COS_OP_CAP_DROP] = {op_cap_drop, COS_CAP_COMP, COS_RIGHT_MANAGE},
    [COS_OP_REVOKE] = {op_revoke, COS_CAP_NONE, COS_RIGHT_MANAGE},
    [COS_OP_CAP_INFO] = {op_cap_info, NO_CAP, 0},
    [COS_OP_COMP_KILL] = {op_comp_kill, COS_CAP_COMP, COS_RIGHT_MANAGE},
    [COS_OP_PORT_IN] = {op_port_in, COS_CAP_PORTS, 0},
    [COS_OP_PORT_OUT] = {op_port_out, COS_CAP_PORTS, 0},
    [COS_OP_IO_DERIVE] = {op_io_derive, COS_CAP_NONE, 0},
    [COS_OP_IRQ_BIND] = {op_irq_bind, COS_CAP_IRQ, 0},
    [COS_OP_IRQ_ACK] = {op_irq_ack, COS_CAP_IRQ, 0},
    [COS_OP_IRQ_MSI] = {op_irq_msi, COS_CAP_IRQ, 0},
    [COS_OP_SET_FSBASE] = {op_set_fsbase, NO_CAP, 0},
};

/* Slot 0 holds nothing; these two read it as "the calling thread". */
static bool means_self(uint64_t op, uint64_t slot)
{
    return slot == 0 && (op == COS_OP_THREAD_READ || op == COS_OP_THREAD_WRITE);
}

static int64_t run(struct thread *t, uint64_t op, uint64_t slot)
{
    if (op >= COS_OPS)
        return -COS_ENOSYS;
    bool any = table[op].type == NO_CAP;
    struct cap *cap = cap_find(cpu.component, slot, any ? COS_CAP_NONE : table[op].type,
                               table[op].rights);
    if (!cap && !any && !means_self(op, slot))
        return -COS_EDENIED;
    return table[op].run(t, cap);
}

/* What the capability in the slot was for has ended: to try it is no misdeed, as nobody is
 * told of that in advance. */
static bool has_ended(uint64_t op, uint64_t slot)
{
    const struct cap *cap = cap_slot(cpu.component, slot);
    return cap && cap->type != COS_CAP_NONE && cap->type == table[op].type && !cap_valid(cap);
}

/* Apart from syscall(), which would save registers for it on each call. */
__attribute__((noinline, cold)) static void denied(struct thread *t, uint64_t word)
{
    if (!(cpu.component->flags & COS_COMP_STRICT) || has_ended(word & 0xff, word >> 8))
        return;
    regs_complete(&t->regs);
    t->full = RESUME_ALL;
    fault(t, COS_FAULT_DENIED, word >> 8, word);
}

void syscall(struct thread *t, uint64_t word)
{
    t->full = RESUME_CALL;
    regs_set_result(&t->regs, 0);
    int64_t result = run(t, word & 0xff, word >> 8);
    if (result == OP_DONE)
        return;
    regs_set_result(&t->regs, result);
    if (result == -COS_EDENIED)
        denied(t, word);
}
