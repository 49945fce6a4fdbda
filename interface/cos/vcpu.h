/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The vCPU page: shared by a component and the kernel, for one thread (COS_OP_THREAD_BIND).
 *
 * (a) COS_OP_VCPU_ENTER loads `client` (fsbase and gsbase only in a component with COS_COMP_FPU)
 *     and runs it in the client's page table. A `syscall` instruction, a fault or an
 *     event ends the entry: the registers are stored back, with cause, address and error code. FPU
 *     and vector registers are neither saved nor changed: they stay the client's while the
 *     component does not touch them. Selectors DS, ES, FS, GS are 0 at each entry, and may be the
 *     client's after it. Breakpoints of the processor (`debug`) are on while the client runs, never
 *     else; one that is hit is COS_FAULT_DEBUG, with the status in `address`.
 * (b) An event at the thread's bound endpoint while the component's own code runs: if `masked` is 0
 *     the kernel stores rip, rsp, rflags and rax in `upcall`, sets `masked` to 1 and continues at
 *     `upcall_entry` with rsp unchanged; otherwise it sets `pending` to 1. COS_OP_WAIT with
 *     deadline 0 fetches the events.
 * (c) A fault of the component's own code while `fault_entry` is not 0: the kernel stores all
 *     registers in `fault`, cause, address and code as for a client, sets fault_entry to 0 (so that
 *     a fault in the handler, or the same instruction again, goes to the component's supervisor),
 *     `masked` to 1 and continues at the old fault_entry.
 */
#ifndef COS_VCPU_H
#define COS_VCPU_H

#include <cos/isa.h>
#include <stdint.h>

struct cos_vcpu {
    struct cos_regs client;   /* (a) */
    uint64_t cause;           /* (a), (c): COS_FAULT_* or COS_EXIT_* */
    uint64_t address;         /* of a page fault (CR2); of a client's COS_FAULT_DEBUG: which
                                  breakpoints, or a step (DR6, its reserved bits 0) */
    uint64_t code;            /* the CPU's error code: bit 0 present, 1 write, 2 user, 4 fetch */
    uint64_t masked;          /* (b): not 0 = no upcalls now; written by the component */
    uint64_t pending;         /* (b): an upcall was due while masked; cleared by the component */
    uint64_t upcall_entry;    /* (b): 0 = no upcalls, events only end waits and entries */
    uint64_t fault_entry;     /* (c): 0 = all faults go to the supervisor */
    struct cos_upcall upcall; /* (b): where the component was interrupted */
    struct cos_regs fault;    /* (c) */
    uint64_t debug[COS_BREAKPOINTS]; /* (a): addresses of the breakpoints; one at or above
                                        COS_USER_TOP is off */
    /* (a): which breakpoints are on, of which kind and length, in the CPU's format (DR7); none on
     * ports; 0 = none */
    uint64_t debug_control;
};

#endif
