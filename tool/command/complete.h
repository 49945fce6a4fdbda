/* SPDX-License-Identifier: BSD-2-Clause */
/* Completion of command lines by shells, from the verbs' tables. */
#ifndef COMPLETE_H
#define COMPLETE_H

#include "verb.h"

/* Prints the script for a shell. `keys`: the manifest's, with blanks between them. Returns false if
 * there is no such shell. */
bool show_completion(const char *shell, const char *keys);

#endif
