/* SPDX-License-Identifier: BSD-2-Clause */
/* `evm features`: features of Linux VMs, and which of them a program will likely need. */
#ifndef FEATURES_H
#define FEATURES_H

#include "base/base.h"

/* Lists all features with what each is and includes. */
enum outcome features_show(void);

/* Prints the features that a program will likely need, as a line for a manifest, and why, as
 * comments. program: a path, or a name that is looked up as a shell does. root: the folder that is
 * the program's `/`, like that of an unpacked container; NULL: this machine's. */
enum outcome features_for(const char *program, const char *root);

/* Lists the features that a program of this machine will likely need, without those that others
 * include. Prints errors. */
enum outcome features_of(const char *program, struct strings *features);

#endif
