/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The part of the kernel's contract that is particular to x86-64. Another architecture has a file
 * of this name in a folder of its own; the include path chooses. Assembly may include it.
 *
 * A system call is one `syscall` instruction.
 *   in:   rax = COS_SYSCALL(op, slot); a0 to a5 in rdi, rsi, rdx, r8, r9, r10
 *   out:  rax = result; v0, v1, v2 in rdi, rsi, rdx, unchanged if the operation has none
 * rcx and r11 are destroyed; r8, r9, r10 return as 0. rbx, rbp, rsp, r12 to r15 are kept, except by
 * CALL, after which all but rsp are 0.
 *
 * A callee starts with a0 to a3 in rdi, rsi, rdx, r8, the gate's token in r9, the id of the thread
 * in r10, rsp = 0. A new thread starts with its argument in rdi. All other registers are 0.
 * Selectors DS, ES, FS, GS are 0 on both sides of a call, as after interrupts, faults and
 * dispatches; no component's values are kept.
 */
#ifndef COS_ISA_H
#define COS_ISA_H

#define COS_USER_TOP 0x7ffffffff000 /* first address that cannot be mapped */

/* first message-signalled interrupt line; lower ones are the interrupt controllers' */
#define COS_IRQ_MSI   16
#define COS_IRQ_LINES 80 /* interrupt lines of both kinds */

#define COS_BREAKPOINTS 4 /* of the processor */

/* Classes of faults: the CPU's vectors; COS_FAULT_DENIED (abi.h) is none of them. */
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

/* Registers for THREAD_READ and THREAD_WRITE, in the order of struct cos_regs. */
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

#ifndef __ASSEMBLER__
#include <stdint.h>

struct cos_regs {
    uint64_t rax, rbx, rcx, rdx, rsi, rdi, rbp, rsp;
    uint64_t r8, r9, r10, r11, r12, r13, r14, r15;
    uint64_t rip, rflags, fsbase, gsbase;
};

/* Where an upcall has interrupted the component (vcpu.h). */
struct cos_upcall {
    uint64_t rip, rsp, rflags, rax;
};
#endif

#endif
