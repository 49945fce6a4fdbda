/* SPDX-License-Identifier: BSD-2-Clause */
/* Programs of this machine that the tool runs and waits for. */
#ifndef PROGRAM_H
#define PROGRAM_H

/* Runs a program without input; calls `line` for each line of its stdout and stderr. Returns its
 * exit status, 128 + signal, or -1 with errno set if it could not be started. A signal that ends
 * the tool ends the program, too. */
int run_program(char *const argv[], void (*line)(const char *line, void *argument), void *argument);

#endif
