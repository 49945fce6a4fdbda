/* SPDX-License-Identifier: BSD-2-Clause */
/* A made-up architecture, for compiling only: what interface/x86_64/cos/isa.h gives shared code. A
 * name that is not here is no part of the contract. */
#ifndef COS_ISA_H
#define COS_ISA_H

#define COS_USER_TOP    0x1000000000000
#define COS_IRQ_MSI     32
#define COS_IRQ_LINES   96
#define COS_BREAKPOINTS 6

#define COS_FAULT_PROTECTION 1
#define COS_FAULT_PAGE       2
#define COS_REGS             40

#include <stdint.h>

struct cos_regs {
    uint64_t made_up[COS_REGS];
};

struct cos_upcall {
    uint64_t made_up;
};

#endif
