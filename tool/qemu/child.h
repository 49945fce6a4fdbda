/* SPDX-License-Identifier: BSD-2-Clause */
/* Programs that run beside the tool. */
#ifndef CHILD_H
#define CHILD_H

#include <sys/types.h>

/* Starts a program that dies with the tool. in, out, errors: its stdin, stdout and stderr. Returns
 * its process id, or -1 with errno set. */
pid_t run_child(char *const argv[], int in, int out, int errors);

#endif
