/* SPDX-License-Identifier: BSD-2-Clause */
/* System calls of x86-64. */
#ifndef RAW_H
#define RAW_H

/* Without the C library, which relies on FS base. */
static inline __attribute__((always_inline)) long raw(long number, long a, long b)
{
    long result;

    __asm__ volatile("syscall"
                     : "=a"(result)
                     : "0"(number), "D"(a), "S"(b)
                     : "rcx", "r11", "memory");
    return result;
}

#endif
