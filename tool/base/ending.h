/* SPDX-License-Identifier: BSD-2-Clause */
/* Cleans up before a signal ends the tool (SIGINT, SIGTERM, SIGHUP, SIGQUIT, SIGPIPE): ends the
 * running program, and removes files and folders. */
#ifndef ENDING_H
#define ENDING_H

#include <signal.h>
#include <sys/types.h>

/* A signal between these two calls cleans up. They nest. */
void ending_hold(void);
void ending_release(void);

/* Blocks these signals until ending_unblock(), which takes the mask that ending_block() has set.
 * What is made between the two and added below is never left behind. */
void ending_block(sigset_t *old);
void ending_unblock(const sigset_t *old);

/* Adds a file or folder to remove; forgets it when the tool has removed or renamed it. The caller
 * keeps `path` until then. */
void ending_add(const char *path);
void ending_forget(const char *path);

/* Sets the program that the tool waits for, leader of its process group; 0: none any more. */
void ending_program(pid_t child);

#endif
