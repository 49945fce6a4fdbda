/* SPDX-License-Identifier: BSD-2-Clause */
/* The system-call operations; each is described in interface/cos/operations.h. */
#ifndef KERNEL_OPS_H
#define KERNEL_OPS_H

#include "thread.h"

/* the operation has set the results, and may have switched threads */
#define OP_DONE INT32_MIN
/* it has done a part, and the thread calls again: interrupts come in between */
#define OP_AGAIN (INT32_MIN + 1)

typedef int64_t operation(struct thread *t, struct cap *cap);

#define COS_OPERATION(name, function, ...) operation op_##function;
#include "cos/operations.h"

/* The frame of a page of a region; NULL beyond its end or if it is device memory outside RAM. */
struct frame *region_frame(const struct cap *region, uint64_t page);

/* Handles a system call, with its registers in t->regs; for the entry code. Most component calls do
 * not come here. */
void syscall(struct thread *t, uint64_t word);
/* An interrupt line has fired. */
void irq_event(unsigned line);
/* 0: that is news to the driver. Else its weight in a storm, as the driver has not fetched the last
 * event: 1 if it interrupts the driver, which is then late itself, 3 if it interrupts another. */
unsigned irq_surplus(unsigned line);

#endif
