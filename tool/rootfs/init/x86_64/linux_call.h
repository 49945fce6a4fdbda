/* SPDX-License-Identifier: BSD-2-Clause */
/* Linux' system calls, and the first instructions of a program. */
#ifndef INIT_LINUX_CALL_H
#define INIT_LINUX_CALL_H

static inline long call(long number, long a, long b, long c, long d, long e)
{
    register long r10 __asm__("r10") = d;
    register long r8 __asm__("r8") = e;
    long result;

    __asm__ volatile("syscall"
                     : "=a"(result)
                     : "a"(number), "D"(a), "S"(b), "d"(c), "r"(r10), "r"(r8)
                     : "rcx", "r11", "memory");
    return result;
}

/* The program's entry, which calls init_main() with the stack aligned as the compiler expects. */
#define INIT_START __asm__(".globl _start\n_start:\n\tcall init_main\n")

#endif
