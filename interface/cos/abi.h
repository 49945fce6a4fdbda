/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The system-call contract between COS and user-mode components. Plain constants only: C and
 * assembly both include this file, and nothing else describes the contract.
 *
 * A system call is one `syscall` instruction.
 *   in:   rax = COS_SYSCALL(op, slot); arguments in rdi, rsi, rdx, r8, r9, r10 (named a0 .. a5
 *   below)
 *   out:  rax = result, a negative COS_E* on error; rdi, rsi, rdx = extra results (unchanged if the
 *   operation has none)
 * rcx, r11 are destroyed; r8, r9, r10 return as 0. rbx, rbp, rsp, r12-r15 are kept, but for
 * COS_OP_CALL, after which all but rsp are 0. The kernel never reads or writes memory through a
 * user address.
 *
 * `slot` names a capability in the calling component's capability table (0 .. COS_SLOTS-1). A slot
 * that is empty, of another type, lacks the right, or whose object is gone yields COS_EDENIED; in a
 * component made strict (COS_COMP_STRICT) that is a fault of class COS_FAULT_DENIED instead, unless
 * it is only that the object is gone.
 *
 * Error policy: an operation that returns an error has changed nothing.
 */
#ifndef COS_ABI_H
#define COS_ABI_H

#define COS_SYSCALL(op, slot) ((op) | ((slot) << 8))

/* Limits. */
#define COS_PAGE_SHIFT 12
#define COS_PAGE_SIZE  4096
#define COS_SLOTS      16384 /* capability slots of a component: 256 nodes of COS_NODE_SLOTS */
#define COS_NODE_SLOTS 64    /* slots in one capability-table node (one page) */
/* component calls that one thread can nest; 3 more for faults and by root components */
#define COS_CALL_DEPTH      32
#define COS_FAULT_DEPTH     4  /* faults that one thread can nest, */
#define COS_FAULT_DEPTH_OWN 2  /* but so many with handlers in components without COS_COMP_ROOT */
#define COS_DISPATCH_DEPTH  8  /* schedulers that can run one beneath the other */
#define COS_ENDPOINTS       64 /* endpoints in one endpoint page */
#define COS_MAP_BATCH       64 /* pages that one COS_OP_MAP or COS_OP_UNMAP can handle */
/* first address that can be mapped in a component's table; a client's: 0 */
#define COS_USER_BOTTOM 0x1000
#define COS_USER_TOP    0x7ffffffff000 /* first address that cannot be mapped */
/* first message-signalled interrupt line; lower ones are the interrupt controllers' */
#define COS_IRQ_MSI   16
#define COS_IRQ_LINES 80 /* interrupt lines of both kinds */

/* Results: 0 or positive, or one of these, negative. */
#define COS_EDENIED 1 /* no such capability in the slot, or it lacks the type or the right */
#define COS_EINVAL  2 /* an argument is out of range */
#define COS_EBUSY   3 /* the object or frame is in use */
/* nothing there: page-table node missing, page not mapped, capability node missing */
#define COS_ENOENT 4
#define COS_EEXIST 5 /* something is there already */
/* the thread's call stack is full; or it is inside the component already (lib/cos) */
#define COS_EDEPTH    6
#define COS_EDEAD     7  /* the component called died before it returned */
#define COS_ETIMEDOUT 8  /* the deadline passed */
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
/* region: map readable. pagetable: COS_OP_PEEK. thread: COS_OP_THREAD_READ */
#define COS_RIGHT_READ 0x01
/* region: map writable. pagetable: map/unmap. thread: write registers */
#define COS_RIGHT_WRITE  0x02
#define COS_RIGHT_EXEC   0x04 /* region: map executable. thread: dispatch, wake, signal, set */
#define COS_RIGHT_MAKE   0x08 /* region: donate frames for kernel objects, reclaim them */
#define COS_RIGHT_SIGNAL 0x10 /* endpoint: signal */
#define COS_RIGHT_WAIT   0x20 /* endpoint: wait */
#define COS_RIGHT_MANAGE 0x40 /* comp: change its table, make gates and threads; others: revoke */
#define COS_RIGHT_ALL    0x7f

/* ---- Component calls ------------------------------------------------------------------------- */
/* Call through a gate; the thread migrates. slot: gate. a0-a3: arguments.
 * The callee starts at the gate's entry with rdi, rsi, rdx, r8 = a0-a3, r9 = the gate's token, r10
 * = id of the thread, rsp = 0, all other registers 0. Result: what the callee returns; or EDEPTH,
 * EDEAD, EDENIED. Selectors DS, ES, FS, GS are 0 on both sides afterwards, as after interrupts,
 * faults and dispatches; no component's values are kept. */
#define COS_OP_CALL 0
/* Return from a component call. a0-a2: become rax, rdi, rsi of the caller. At the bottom of its
 * call stack the thread ends (COS_CAUSE_EXITED). In a fault handler: a0 = COS_RESUME, or
 * COS_UNWIND. */
#define COS_OP_RETURN 1

/* ---- Events ---------------------------------------------------------------------------------- */
/* slot: endpoint (SIGNAL). Adds the capability's event bits to the endpoint; wakes its waiter. */
#define COS_OP_SIGNAL 2
/* slot: endpoint (WAIT). a0: deadline, TSC ticks; 0 = only look, never block; COS_FOREVER. Result 0
 * with rdi = event bits, which are cleared; or ETIMEDOUT (EAGAIN when a0 is 0); EBUSY: another
 * thread waits there. */
#define COS_OP_WAIT 3
#define COS_FOREVER 0xffffffffffffffff

/* ---- Threads (for the scheduler) ------------------------------------------------------------- */
/* DISPATCH, IDLE and THREAD_SET: only from the first component and from those with
 * COS_COMP_NOINTR, else EDENIED. */
/* slot: thread (EXEC). a0: deadline, TSC ticks, after which control comes back; COS_FOREVER. a1:
 * hand-off: 0 = none, or a least priority: when the running thread waits without a deadline, and
 * events have made exactly one thread ready meanwhile, of at least that priority and out of a wait
 * without a deadline, that one runs next under the same dispatch. (The scheduler would choose it;
 * so it need not be asked. Who of them runs when control comes back tells the cookie; the others
 * wait.) Runs until something happens. Result: COS_CAUSE_*; rdi = cookie of the thread it concerns,
 * rsi = deadline the thread waits for (BLOCKED), rdx = cookie of a thread that an event has made
 * ready, 0 = none. While such threads are queued a dispatch fails at once with COS_CAUSE_WOKEN:
 * nothing is lost between a decision and its dispatch. EBUSY: not runnable; EDEPTH:
 * COS_DISPATCH_DEPTH schedulers run one beneath the other already. */
#define COS_OP_DISPATCH 4
/* As DISPATCH with no thread to run: halts the CPU until an interrupt. slot:
 * ignored. a0: deadline. */
#define COS_OP_IDLE 5
/* slot: thread (EXEC). Ends its wait with result -a0 (0 .. 255). EBUSY: it does not wait. */
#define COS_OP_THREAD_WAKE 6
/* slot: thread (EXEC). a0: cookie that dispatch reports, a1: priority 0 (least) .. 255: an event
 * for a thread of higher priority than the running one returns control to the scheduler at once. */
#define COS_OP_THREAD_SET 7
/* slot: thread (EXEC). a0: event bits to add to the thread's bound endpoint. ENOENT: none bound. */
#define COS_OP_THREAD_SIGNAL 8
/* slot: any thread (EXEC). a0: new deadline for the dispatch in progress; only
 * ever makes it earlier. */
#define COS_OP_TIMER 9
/* only a woken thread to report (the running one, if any, was preempted by it) */
#define COS_CAUSE_WOKEN   0
#define COS_CAUSE_BLOCKED 1 /* it waits at an endpoint */
#define COS_CAUSE_TIMER   2 /* the deadline passed; it is runnable */
#define COS_CAUSE_EXITED  3 /* it has ended */
#define COS_CAUSE_YIELD   4 /* it gave up the CPU (COS_OP_YIELD); it is runnable */
/* slot: ignored. Gives up the CPU to the scheduler. */
#define COS_OP_YIELD 10

/* slot: thread (MANAGE). a0: slot of an endpoint (WAIT), which becomes the thread's bound endpoint:
 * events there end a vCPU entry and cause upcalls. a1: slot of a region (WRITE) or 0, a2: page of
 * it that becomes the vCPU page, shared with the component that the thread started in. */
#define COS_OP_THREAD_BIND 11
/* slot: thread (READ / WRITE), or 0 = the calling thread itself, in the fault handler: the
 * registers at its latest fault. a0: COS_REG_*, a1 (WRITE): value. READ: result in rdi. ENOENT: it
 * is not in a fault; EDENIED: by capability, only a fault of the component that the thread started
 * in. */
#define COS_OP_THREAD_READ  12
#define COS_OP_THREAD_WRITE 13
/* slot: page-table root (WRITE) made for clients. Enters the client with the registers of the vCPU
 * page. Result: cause COS_FAULT_* or COS_EXIT_*, as in the vCPU page; an error if it could not be
 * entered. */
#define COS_OP_VCPU_ENTER 14
#define COS_EXIT_SYSCALL  0x100 /* the client executed `syscall` */
#define COS_EXIT_EVENT    0x101 /* an event for the thread is pending at its bound endpoint */

/* ---- Faults ---------------------------------------------------------------------------------- */
/* A fault in a component calls its fault gate on the same thread with a0 = COS_FAULT_*, a1 =
 * address, a2 = error code of the CPU (or the refused operation word for DENIED), a3 = instruction
 * pointer; token as for any gate. Where the thread has no room for that call (COS_FAULT_DEPTH,
 * COS_CALL_DEPTH) the component ends as by COMP_KILL, and the endpoint of COS_OP_COMP_FAULT is
 * signalled: whoever calls a component cannot hide its faults. */
#define COS_FAULT_DIVIDE     0
#define COS_FAULT_DEBUG      1
#define COS_FAULT_BREAKPOINT 3
#define COS_FAULT_OVERFLOW   4
#define COS_FAULT_BOUND      5
/* also XSAVE, XRSTOR and AVX in a component without COS_COMP_FPU */
#define COS_FAULT_OPCODE 6
/* x87, MMX or SSE instruction in a component without COS_COMP_FPU */
#define COS_FAULT_NOFPU      7
#define COS_FAULT_SEGMENT    11
#define COS_FAULT_STACK      12
#define COS_FAULT_PROTECTION 13 /* privileged instruction, port access, non-canonical address */
#define COS_FAULT_PAGE       14
#define COS_FAULT_FPU        16
#define COS_FAULT_ALIGNMENT  17
#define COS_FAULT_SIMD       19
#define COS_FAULT_DENIED     32 /* a strict component used a capability it does not have */
/* never passed to a handler: the fault for which there was no room */
#define COS_FAULT_DEPTH_EXCEEDED 33
#define COS_RESUME               0 /* go on with the (perhaps repaired) registers */
#define COS_UNWIND               1 /* leave the component: its caller gets EDEAD */

/* Registers for COS_OP_THREAD_READ and _WRITE, in the order of struct cos_regs (vcpu.h). */
#define COS_REG_RAX    0
#define COS_REG_RBX    1
#define COS_REG_RCX    2
#define COS_REG_RDX    3
#define COS_REG_RSI    4
#define COS_REG_RDI    5
#define COS_REG_RBP    6
#define COS_REG_RSP    7
#define COS_REG_R8     8
#define COS_REG_R9     9
#define COS_REG_R10    10
#define COS_REG_R11    11
#define COS_REG_R12    12
#define COS_REG_R13    13
#define COS_REG_R14    14
#define COS_REG_R15    15
#define COS_REG_RIP    16
#define COS_REG_RFLAGS 17
#define COS_REG_FSBASE 18 /* 0 unless the component has COS_COMP_FPU; read-only, as is GSBASE */
#define COS_REG_GSBASE 19
#define COS_REGS       20

/* ---- Memory ---------------------------------------------------------------------------------- */
/* slot: page-table root (WRITE). a0: address, a1: slot of a region, a2: first page in it, a3:
 * COS_RIGHT_READ|WRITE|EXEC (not more than the region's; WRITE with EXEC only in a client's table),
 * a4: number of pages, 1 .. COS_MAP_BATCH, a5: 0. Pages already mapped there are replaced. No frame
 * is writable in one component's table and executable in another or the same one's at a time;
 * clients' tables do not count.
 * Result: number of pages mapped (fewer than a4 where a page-table node is missing, the frame is a
 * kernel object or has 2^31 mappings, or is writable or executable elsewhere); for the first page
 * ENOENT: no node; EINVAL: a kernel object;
 * EBUSY: writable or executable elsewhere. Stale translations are gone on return. */
#define COS_OP_MAP 15
/* slot: page-table root (WRITE). a0: address, a1: pages, 1 .. COS_MAP_BATCH. Result:
 * number that were mapped. */
#define COS_OP_UNMAP 16
/* slot: page-table root (WRITE). a0: address, a1: slot of a region (MAKE), a2: page of it. Donates
 * the page as the next missing page-table node on the way to the address. Result: level made, 3 ..
 * 1. EEXIST: no node missing. */
#define COS_OP_PT_GROW 17
/* slot: page-table root (READ). a0: address. Result 0 with rdi = the 8 bytes there (a0 aligned
 * to 8). For debuggers. */
#define COS_OP_PEEK 18
/* slot: region (MAKE). a0: page. Zeroes a frame that is not a kernel object. */
#define COS_OP_ZERO 19
/* slot: region (MAKE). a0: page. Takes back a frame donated for a kernel object: the object ends,
 * all capabilities to it are void at once, a page-table or capability node leaves its parent. The
 * frame is zeroed. Result 0, also if it was free already; EBUSY: mapped somewhere, or the object is
 * in use (running thread, active page table), or a thread that is in a living component other than
 * its own, or will return to one: it has to come back first. */
#define COS_OP_RECLAIM 20
/* slot: region. a0: first page, a1: pages, a2: rights, a3: free slot for the new capability, a4:
 * slot of an object or 0: the new capability is void when that object ends. EINVAL: beyond the
 * region's end; or the region depends on another object already, which the new capability does in
 * any case. */
#define COS_OP_REGION_DERIVE 21
/* slot: region. a0: page. Result 0, rdi = frame type COS_FRAME_*, rsi = number of mappings, rdx =
 * physical address (only with MANAGE, else 0). */
#define COS_OP_REGION_INFO  22
#define COS_FRAME_FREE      0
#define COS_FRAME_PAGETABLE 1
#define COS_FRAME_CAPNODE   2
#define COS_FRAME_COMP      3
#define COS_FRAME_THREAD    4
#define COS_FRAME_ENDPOINTS 5
#define COS_FRAME_KERNEL    6 /* the kernel's own; never in a region */

/* ---- Making objects: slot: region (MAKE), a0: page to donate, a1: free slot for the new
 * capability ---- */
/* a2: 0 = root for a component, 1 = root for vCPU clients. */
#define COS_OP_MAKE_PAGETABLE 23
/* a2: slot of the page-table root (a component's), a3: COS_COMP_* flags, a4: id, 32 bits,
 * reported by CAP_INFO. */
#define COS_OP_MAKE_COMP 24
#define COS_COMP_FPU     1 /* may use FPU and vector instructions, FS and GS base */
#define COS_COMP_NOINTR  2 /* runs with interrupts off: the scheduler */
#define COS_COMP_STRICT  4 /* a denied operation is a fault */
/* handles the faults of all others: may use the last calls and faults of any thread. This and
 * NOINTR: only from those that may DISPATCH, else EDENIED */
#define COS_COMP_ROOT 8
/* a2: slot of the component (MANAGE), a3: entry, a4: id (32 bits) that callees see. Starts with rdi
 * = a5 and all other registers 0. */
#define COS_OP_MAKE_THREAD 25
/* The capability names endpoint 0 with all event bits; COS_OP_ENDPOINT makes
 * those for the others. */
#define COS_OP_MAKE_ENDPOINTS 26
/* slot: endpoint capability (MANAGE) of an endpoint page. a0: index 0 .. COS_ENDPOINTS-1, a1: free
 * slot, a2: event bits, a3: rights. The new one has no more of either than the old one; EDENIED:
 * that is not for all of the page, but for another endpoint. */
#define COS_OP_ENDPOINT 27
/* slot: component (MANAGE). a0: free slot, a1: entry, a2: token. */
#define COS_OP_MAKE_GATE 28
/* slot: component (MANAGE). a0: slot of a gate: the component's fault gate. a1: slot of an endpoint
 * (SIGNAL): it gets the capability's bits when a fault has ended the component; 0: as before. */
#define COS_OP_COMP_FAULT 29

/* ---- Capability tables ----------------------------------------------------------------------- */
/* slot: component (MANAGE). a0: index of a slot, a1: slot of a region (MAKE), a2: page: a
 * node for that index. */
#define COS_OP_CAP_GROW 30
/* slot: source. a0: slot of a component (MANAGE), a1: free slot in its table, a2: rights kept, a3:
 * event bits kept (endpoint), else 0. */
#define COS_OP_CAP_COPY 31
/* slot: component (MANAGE). a0: slot in its table to empty. Result 0, also if empty. */
#define COS_OP_CAP_DROP 32
/* slot: capability to an object (MANAGE). Voids every other capability to the object; gates into it
 * if a component.
 * EINVAL: a thread, which its scheduler must be able to run while it is in components of others. */
#define COS_OP_REVOKE 33
/* slot: any. Result: type; rdi = rights, rsi, rdx: region: pages, 0; ports: first, last; irq: line;
 * comp, thread: id; gate: token is not shown. An empty or void slot has type COS_CAP_NONE. Never
 * denied. */
#define COS_OP_CAP_INFO 34
/* slot: component (MANAGE). Ends it: no thread enters or stays; all capabilities to it are void,
 * but the caller's own slot, with which its table can still be read and its frames found. Reclaim
 * the frames to have the memory back. */
#define COS_OP_COMP_KILL 35

/* ---- Devices --------------------------------------------------------------------------------- */
/* slot: ports. a0: port, a1: width 1, 2 or 4 bytes. PORT_IN: value in rdi. PORT_OUT: a2 = value. */
#define COS_OP_PORT_IN  36
#define COS_OP_PORT_OUT 37
/* slot: ports or irq (root capability of all). a0: free slot, a1: first, a2: last: a
 * capability for a part. */
#define COS_OP_IO_DERIVE 38
/* slot: irq. a0: slot of an endpoint (SIGNAL), whose bits each interrupt adds; the line stays
 * masked until IRQ_ACK. A message-signalled line is never masked: IRQ_ACK of it changes nothing. */
#define COS_OP_IRQ_BIND 39
#define COS_OP_IRQ_ACK  40
/* slot: thread (EXEC). Result 0, rdi = TSC ticks that it has run. */
#define COS_OP_THREAD_TIME 41

/* slot: ignored. a0: FS base of the calling thread while it is in this component, below
 * COS_USER_TOP; a call from here keeps it, a call to here begins with 0; COS_OP_VCPU_ENTER leaves
 * the client's. EDENIED: the component has no COS_COMP_FPU. */
#define COS_OP_SET_FSBASE 42

/* slot: irq. Result 0 with rdi = address, rsi = data (32 bits): the write by which a device raises
 * a message-signalled line. EINVAL: not such a line, or a range. */
#define COS_OP_IRQ_MSI 43

/* slot: page-table root (WRITE). a0: address. Writes the page-table nodes on the way to it back
 * from the CPU's caches to memory, for an IOMMU that reads them there. */
#define COS_OP_PT_WRITE_BACK 44

#define COS_OPS 45

#endif
