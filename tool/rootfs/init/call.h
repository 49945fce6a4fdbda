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

/* text.c */
/* Reads a file. Its bytes, `room` if it is longer, 0: it is not there or empty. */
long read_file(const char *path, void *contents, long room);
size_t length(const char *string);
void say(const char *string); /* as it is */
/* "init: NAME: WHAT" */
void tell(const char *name, const char *what);
/* "init: WHAT NAME: error N" */
void complain(const char *what, const char *name, long error);

/* Writes a string, or a number's digits, and a NUL at `*at`, which then points at the NUL. */
void append(char **at, const char *string);
void append_number(char **at, unsigned number);

/* Gives the interfaces the addresses that the manifest says. False: it has complained. */
_Bool network_start(void);

/* ending.c: from here on requests to end wait until watch_over(). */
void block_requests(void);
/* In a child: for what it executes, all signals are as usual. */
void let_signals_through(void);
/* Buries the dead until the child `command` has ended, or all have since they were asked to.
 * Returns the VM's status; says under `name` if it did not end by itself. */
unsigned watch_over(long command, const char *name);
/* Ends the processes that are left, unmounts, ends the VM with that status. */
__attribute__((noreturn)) void end(unsigned status);

/* mounts.c: mounts what the kernel offers, and fills /dev. */
void mount_all(void);
/* Unmounts what is mounted, or makes it read-only. Without /proc it does not know what there is. */
void unmount_all(void);

#endif
