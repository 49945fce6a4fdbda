/* SPDX-License-Identifier: BSD-2-Clause */
/* What a signal that ends the tool (SIGINT, SIGTERM, SIGHUP, SIGQUIT, SIGPIPE) does first: it ends
 * the program that runs, and removes files and folders. */
#ifndef ENDING_H
#define ENDING_H

#include <sys/types.h>

/* Between the two a signal does so. They nest. */
void ending_hold(void);
void ending_release(void);

/* A file or folder to remove, until the tool has removed it itself or given it another name. `path`
 * stays the caller's. */
void ending_add(const char *path);
void ending_forget(const char *path);

/* The program that the tool waits for, leader of its process group; 0: none any more. */
void ending_program(pid_t child);

#endif
