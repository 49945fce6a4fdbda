/* SPDX-License-Identifier: BSD-2-Clause */
/* Programs that run beside the tool. */
#ifndef CHILD_H
#define CHILD_H

#include <sys/types.h>

/* Starts a program that dies with the tool. `in`, `out`: its standard input and output (and errors
 * if `errors`). -1: errno. */
pid_t run_child(char *const argv[], int in, int out, int errors);

#endif
