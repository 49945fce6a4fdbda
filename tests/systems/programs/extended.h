/* SPDX-License-Identifier: BSD-2-Clause */
/* Extended state of a thread in a test: values in xmm5, st(0), MXCSR and the x87 control word. */
#ifndef EXTENDED_H
#define EXTENDED_H

#include <stdbool.h>
#include <stdint.h>

struct extended {
    double xmm5, st0;
    uint32_t mxcsr;
    uint16_t control;
};

#define MXCSR_STATUS 0x3f /* what calculations leave there */

static inline struct extended extended_value(unsigned n)
{
    return (struct extended){.xmm5 = n + 0.5,
                             .st0 = n + 0.25,
                             .mxcsr = 0x1f80 | n % 4 << 13,
                             .control = (uint16_t)(0x37f | n % 4 << 10)};
}

static inline bool extended_same(const struct extended *a, const struct extended *b)
{
    return a->xmm5 == b->xmm5 && a->st0 == b->st0 && a->control == b->control &&
           (a->mxcsr & ~MXCSR_STATUS) == (b->mxcsr & ~MXCSR_STATUS);
}

/*
 * Makes a system call with these values in the registers, and sets `after` to what is in them
 * behind it. Also for one that returns twice. Afterwards the registers are as the compiler expects
 * them.
 */
static inline __attribute__((always_inline)) long extended_call(const struct extended *before,
                                                                struct extended *after, long number,
                                                                long a, long b, long c)
{
    const uint32_t mxcsr = 0x1f80;
    const uint16_t control = 0x37f;
    register long r10 __asm__("r10") = 0, r8 __asm__("r8") = 0;
    long result;

    __asm__ volatile("ldmxcsr 16(%[before])\n fldcw 20(%[before])\n"
                     "fldl 8(%[before])\n movsd (%[before]), %%xmm5\n"
                     "syscall\n"
                     "movsd %%xmm5, (%[after])\n fstpl 8(%[after])\n"
                     "stmxcsr 16(%[after])\n fnstcw 20(%[after])\n"
                     "ldmxcsr %[mxcsr]\n fldcw %[control]"
                     : "=a"(result)
                     : "0"(number), "D"(a), "S"(b), "d"(c), "r"(r10), "r"(r8), [before] "r"(before),
                       [after] "r"(after), [mxcsr] "m"(mxcsr), [control] "m"(control)
                     : "rcx", "r11", "xmm5", "st", "memory");
    return result;
}

#endif
