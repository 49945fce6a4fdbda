/* SPDX-License-Identifier: BSD-2-Clause */
/* Numbers that assembly, linker script and C share. */
#ifndef LAYOUT_H
#define LAYOUT_H

#include "cos/abi.h"

/* virtual address of physical address 0, for the kernel's image */
#define KERNEL_BASE 0xffffffff80000000
#define KERNEL_LOAD 0x100000           /* physical */
#define DIRECT_BASE 0xffff800000000000 /* virtual address of physical address 0, for all RAM */
#define DIRECT_SIZE 0x1000000000       /* 64 GiB */

#define STACK_SIZE 4096
/* one each for a non-maskable interrupt, a double fault, a machine check, a debug exception */
#define TRAP_STACK 1024
#define FPU_AREA   832 /* XSAVE area of x87, SSE and AVX */
#define XCR0_MASK  7

#define PTE_PRESENT  0x001
#define PTE_WRITE    0x002
#define PTE_USER     0x004
#define PTE_UNCACHED 0x018
#define PTE_LARGE    0x080
#define PTE_NX       0x8000000000000000

/* Segment selectors: SYSRET needs user data right before user code. Those of user mode are
 * Linux's. */
#define SEL_KERNEL_CODE 0x08
#define SEL_KERNEL_DATA 0x10
#define SEL_USER_DATA   0x2b
#define SEL_USER_CODE   0x33
#define SEL_TSS         0x38

/* Interrupt vectors. The task priority (CR8) blocks what a device could forge: always the vectors
 * of the CPU's exceptions, and during a storm of messages those of all messages. So the timer's
 * vector is in the highest class. */
#define VECTOR_IRQ      32 /* 32-47: lines of the 8259 */
#define VECTOR_MSI      64 /* 64-127: message-signalled lines */
#define VECTOR_TIMER    240
#define VECTOR_SPURIOUS 255
#define VECTORS         256
#define PRIORITY_OPEN   1  /* above class 0 and 1: vectors 0 to 31 */
#define PRIORITY_STORM  14 /* only the timer's class comes through */

#define USER_FLAGS_FREE 0x250dd5 /* a user may set: CF PF AF ZF SF TF DF OF RF AC ID */

#define USER_FLAGS_SET 0x202 /* always: interrupts on, the bit that is always 1 */

/* Debug registers: bits of DR7 that a client may set, and the reset value of DR6. */
#define DR7_FREE    0xffff03ff
#define DR7_ENABLED 0xff /* two bits for each breakpoint */
#define DR7_SET     0x400
#define DR6_CLEAR   0xffff0ff0
#define DR6_STEP    0x4000

/* struct thread.full: which registers to load when it goes on */
#define RESUME_CALL   0 /* those of a system call, from regs */
#define RESUME_ALL    1 /* all, from regs */
#define RESUME_CLIENT 2 /* all, from the vCPU page */

#endif
