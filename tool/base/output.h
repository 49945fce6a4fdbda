/* SPDX-License-Identifier: BSD-2-Clause */
/* The file that `evm build` writes. */
#ifndef OUTPUT_H
#define OUTPUT_H

#include "base.h"

/* Whether a new file of that name may be written; says what is wrong. A writer renames a new file
 * to the name: what is no plain file there, like a device, would be gone. `manifest`: the file that
 * must stay. */
enum outcome output_check(const char *path, const char *manifest);
/* The permissions of a new file, as the user wants them. An image has what the user may read, and
 * others maybe not. */
unsigned output_mode(void);

#endif
