/* SPDX-License-Identifier: BSD-2-Clause */
/* Shared by the parts of init. */
#ifndef INIT_CALL_H
#define INIT_CALL_H

#include <asm/unistd.h>
#include <stddef.h>

#include "linux_call.h"

/* text.c */
/* Reads a file. Returns its bytes, `room` if it is longer, 0 if it is missing or empty. */
long read_file(const char *path, void *contents, long room);
size_t length(const char *string);
void say(const char *string); /* prints it unchanged */
/* Prints "init: NAME: WHAT". */
void tell(const char *name, const char *what);
/* Prints "init: WHAT NAME: error N". */
void complain(const char *what, const char *name, long error);

/* Writes a string, or a number's digits, and a NUL at `*at`, which then points at the NUL. */
void append(char **at, const char *string);
void append_number(char **at, unsigned number);

/* network.c: sets the addresses of interfaces from the manifest. Returns false after printing an
 * error. */
_Bool network_start(void);

/* Starts the loopback interface alone. */
void loopback_start(void);

/* ready.c: begins to look whether the VM is ready. */
void ready_begin(void);
/* Looks, and tells the kernel once. Call it after each SIGIO, and after as many milliseconds as it
 * returns; 0: only after SIGIO. */
long ready_look(void);

/* ending.c: from now on requests to end stay pending until watch_over(). */
void block_requests(void);
/* In a child: unblocks all signals for the program that it executes. */
void let_signals_through(void);
/* Reaps children until `command` has ended, or all have after a request to end. Returns the VM's
 * status; prints a message with `name` if the command did not end by itself. */
unsigned watch_over(long command, const char *name);
/* Ends the remaining processes, unmounts, and ends the VM with that status. */
__attribute__((noreturn)) void end(unsigned status);

/* mounts.c: mounts the file systems that the kernel supports, and fills /dev. tmpfs: the kernel has
 * that feature; one without it knows the name all the same, but refuses the options. */
void mount_all(_Bool tmpfs);
/* Unmounts all file systems, or makes them read-only. Needs /proc to find them. */
void unmount_all(void);

#endif
