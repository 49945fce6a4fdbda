/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef NETBSD_ARGUMENTS_H
#define NETBSD_ARGUMENTS_H

#include <stdbool.h>

/* The client's arguments: the VM's name, the manifest's arguments (EVM_BLOB_ARGS), then NULL.
 * False: no memory. */
bool arguments_get(int *count, char ***values);

#endif
