/* SPDX-License-Identifier: BSD-2-Clause */
/* What the parts of init share. */
#ifndef INIT_CALL_H
#define INIT_CALL_H

#include <asm/unistd.h>
#include <stddef.h>

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

/* Reads a file. Its bytes, `room` if it is longer, 0: it is not there or empty. */
long read_file(const char *path, void *contents, long room);
/* "init: WHAT NAME: error N" */
void complain(const char *what, const char *name, long error);

/* Gives the interfaces the addresses that the manifest says. False: it has complained. */
_Bool network_start(void);

#endif
