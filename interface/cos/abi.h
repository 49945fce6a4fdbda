/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The system-call contract between COS and user-mode components: what all operations have in
 * common. The operations themselves are those of operations.h. Plain constants only, so that C and
 * assembly both can include these files.
 *
 * A system call is one instruction, with COS_SYSCALL(op, slot) and arguments a0 to a5 in registers.
 * It returns a result, which is 0 or positive, or a negative COS_E* on error, and up to three
 * values v0 to v2. isa.h names the registers. The kernel never reads or writes memory through a
 * user address.
 *
 * `slot` names a capability in the calling component's capability table (0 .. COS_SLOTS-1). A slot
 * that is empty, of another type, lacks the right, or whose object is gone yields COS_EDENIED; in a
 * component made strict (COS_COMP_STRICT) it is a fault of class COS_FAULT_DENIED instead, unless
 * the only reason is that the object is gone.
 *
 * Error policy: an operation that returns an error has changed nothing.
 */
#ifndef COS_ABI_H
#define COS_ABI_H

#include <cos/isa.h>

#define COS_SYSCALL(op, slot) ((op) | ((slot) << 8))

/* Limits. */
#define COS_PAGE_SHIFT 12
#define COS_PAGE_SIZE  4096
#define COS_SLOTS      16384 /* capability slots of a component: 256 nodes of COS_NODE_SLOTS */
#define COS_NODE_SLOTS 64    /* slots in one capability-table node (one page) */
/* component calls that one thread can nest; 3 more for faults and by root components */
#define COS_CALL_DEPTH      32
#define COS_FAULT_DEPTH     4  /* faults that one thread can nest, */
#define COS_FAULT_DEPTH_OWN 2  /* of these, with handlers in components without COS_COMP_ROOT */
#define COS_DISPATCH_DEPTH  8  /* schedulers that can run one beneath the other */
#define COS_ENDPOINTS       64 /* endpoints in one endpoint page */
#define COS_PORT_BYTES      8  /* as the width in COS_OP_PORT_OUT */
#define COS_MAP_BATCH       32 /* pages that one COS_OP_MAP or COS_OP_UNMAP can handle */
/* first address that can be mapped in a component's table; a client's: 0 */
#define COS_USER_BOTTOM 0x1000

/* The kernel raises this line, too, when a message-signalled one storms: devices send messages
 * faster than the driver fetches the events. */
#define COS_IRQ_STORMS (COS_IRQ_LINES - 1)

/* Results: 0 or positive, or one of these, negative. */
#define COS_EDENIED 1 /* no such capability in the slot, or it lacks the type or the right */
#define COS_EINVAL  2 /* an argument is out of range */
#define COS_EBUSY   3 /* the object or frame is in use */
/* nothing there: page-table node missing, page not mapped, capability node missing */
#define COS_ENOENT 4
#define COS_EEXIST 5 /* something is there already */
/* the thread's call stack is full; or it is inside the component already (lib/cos) */
#define COS_EDEPTH    6
#define COS_EDEAD     7  /* the called component, or the endpoint, ended meanwhile */
#define COS_ETIMEDOUT 8  /* the deadline passed (from the scheduler) */
#define COS_EAGAIN    9  /* try again (no event pending) */
#define COS_ENOMEM    10 /* a component's own memory or quota is used up (never from the kernel) */
#define COS_ENOSYS    11 /* no such operation or method */
#define COS_EIO       12 /* a device failed (never from the kernel) */

/* Capability types, as COS_OP_CAP_INFO reports them. */
#define COS_CAP_NONE      0
#define COS_CAP_GATE      1 /* call gate: component, entry, client token */
#define COS_CAP_COMP      2 /* component, with its capability table */
#define COS_CAP_THREAD    3
#define COS_CAP_ENDPOINT  4 /* event endpoint, with the event bits its holder may signal */
#define COS_CAP_PAGETABLE 5 /* root of a page table */
#define COS_CAP_REGION    6 /* memory region: a run of page frames */
#define COS_CAP_PORTS     7 /* range of I/O ports */
#define COS_CAP_IRQ       8 /* interrupt line */

/* Rights of a capability; a copy never has more than its source. */
/* region: map readable. pagetable: COS_OP_PEEK. thread: COS_OP_THREAD_READ, _INSPECT */
#define COS_RIGHT_READ 0x01
/* region: map writable. pagetable: map/unmap. thread: write registers */
#define COS_RIGHT_WRITE  0x02
#define COS_RIGHT_EXEC   0x04 /* region: map executable. thread: dispatch, wake, signal, set */
#define COS_RIGHT_MAKE   0x08 /* region: donate frames for kernel objects, reclaim them */
#define COS_RIGHT_SIGNAL 0x10 /* endpoint: signal */
#define COS_RIGHT_WAIT   0x20 /* endpoint: wait */
#define COS_RIGHT_MANAGE 0x40 /* comp: change its table, make gates and threads; others: revoke */
#define COS_RIGHT_ALL    0x7f

/* What an operation requires of its slot (operations.h), beside a type. */
#define COS_CAP_ANY      0x20 /* a capability of any type */
#define COS_CAP_IGNORED  0x40 /* nothing: the operation does not look at it */
#define COS_CAP_OPTIONAL 0x60 /* a capability of any type, or none */
#define COS_CAP_OR_SELF  0x80 /* or-ed into a type: slot 0 means the calling thread */

/* Which components may use an operation (operations.h). */
#define COS_BY_ANY        0
#define COS_BY_SCHEDULERS 1 /* the first component, and those with COS_COMP_NOINTR */
#define COS_BY_FPU        2 /* those with COS_COMP_FPU */

#include "operations.h"

/* ---- Values of arguments and results --------------------------------------------------------- */

#define COS_FOREVER 0xffffffffffffffff /* as a deadline: none */

/* Results of DISPATCH and IDLE. */
/* only a woken thread to report (the running one, if any, was preempted by it) */
#define COS_CAUSE_WOKEN   0
#define COS_CAUSE_BLOCKED 1 /* it waits at an endpoint */
#define COS_CAUSE_TIMER   2 /* the deadline passed; it is runnable */
#define COS_CAUSE_EXITED  3 /* it has ended */
#define COS_CAUSE_YIELD   4 /* it gave up the CPU (YIELD); it is runnable */

/* Argument `reported` of THREAD_SET: what happens when an event makes the thread ready. */
#define COS_REPORTED_LATER  0 /* a hand-off may run it */
#define COS_REPORTED_ALWAYS 1 /* only the scheduler dispatches it */
#define COS_REPORTED_FIRST  2 /* the same, and the scheduler learns of it before all else */

/* Results of VCPU_ENTER, beside COS_FAULT_*. */
#define COS_EXIT_SYSCALL 0x100 /* the client executed the instruction for system calls */
#define COS_EXIT_EVENT   0x101 /* an event for the thread is pending at its bound endpoint */

/* Results of THREAD_INSPECT. */
#define COS_INSPECTED_READY  0 /* it runs as soon as its scheduler lets it */
#define COS_INSPECTED_WAITS  1 /* it waits at an endpoint */
#define COS_INSPECTED_CLIENT 2 /* it was in a client, ready, until now */

/* Types of page frames (REGION_INFO). */
#define COS_FRAME_FREE      0
#define COS_FRAME_PAGETABLE 1
#define COS_FRAME_CAPNODE   2
#define COS_FRAME_COMP      3
#define COS_FRAME_THREAD    4
#define COS_FRAME_ENDPOINTS 5
#define COS_FRAME_KERNEL    6 /* the kernel's own; never in a region */

/* Flags of components (MAKE_COMP). */
#define COS_COMP_FPU    1 /* may use FPU and vector instructions, FS and GS base */
#define COS_COMP_NOINTR 2 /* runs with interrupts off: the scheduler */
#define COS_COMP_STRICT 4 /* a denied operation is a fault */
#define COS_COMP_ROOT                                                          \
    8 /* handles others' faults: may use the last calls and faults of a thread \
       */

/* ---- Faults ---------------------------------------------------------------------------------- */

/* A fault in a component calls its fault gate on the same thread with a0 = COS_FAULT_*, a1 =
 * address, a2 = error code of the CPU (or the refused operation word for DENIED), a3 = instruction
 * pointer; token as for any gate. Where the thread has no room for that call (COS_FAULT_DEPTH,
 * COS_CALL_DEPTH) the component ends as by COMP_KILL, and the endpoint of COMP_FAULT is signalled:
 * a component's caller cannot hide its faults. The CPU's own classes are those of isa.h. */
#define COS_FAULT_DENIED 32 /* a strict component used a capability it does not have */
/* What the handler returns. */
#define COS_RESUME 0 /* go on with the (perhaps repaired) registers */
#define COS_UNWIND 1 /* leave the component: its caller gets EDEAD */

#endif
