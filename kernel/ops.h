/* SPDX-License-Identifier: BSD-2-Clause */
/* The system-call operations; each is described in interface/cos/abi.h. */
#ifndef KERNEL_OPS_H
#define KERNEL_OPS_H

#include "thread.h"

/* the operation has set the results, and the running thread may be another one */
#define OP_DONE INT64_MIN

typedef int64_t operation(struct thread *t, struct cap *cap);

operation op_call, op_return;
operation op_signal, op_wait;
operation op_dispatch, op_idle, op_thread_wake, op_thread_set, op_thread_signal, op_timer, op_yield,
    op_thread_time;
operation op_thread_bind, op_thread_read, op_thread_write, op_set_fsbase, op_vcpu_enter;
operation op_map, op_unmap, op_pt_grow, op_pt_write_back, op_peek;
operation op_zero, op_reclaim, op_region_derive, op_region_info;
operation op_make_pagetable, op_make_comp, op_make_thread, op_make_endpoints, op_endpoint,
    op_make_gate, op_comp_fault;
operation op_cap_grow, op_cap_copy, op_cap_drop, op_revoke, op_cap_info, op_comp_kill;
operation op_port_in, op_port_out, op_io_derive, op_irq_bind, op_irq_ack, op_irq_msi;

/* The frame of a page of a region; NULL beyond its end or if it is device memory outside RAM. */
struct frame *region_frame(const struct cap *region, uint64_t page);

static inline struct thread *cap_thread(const struct cap *cap)
{
    return (struct thread *)cap->object;
}

/* From the entry code: a system call, its registers in t->regs. Most component
 * calls do not come here. */
void syscall(struct thread *t, uint64_t word);
/* An interrupt line has fired. */
void irq_event(unsigned line);

#endif
