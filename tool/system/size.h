/* SPDX-License-Identifier: BSD-2-Clause */
/* What the components of a system cost. */
#ifndef SIZE_H
#define SIZE_H

#include "system.h"

/* Builds the system and prints, to stdout, the sizes of what each component is made of, what it
 * takes of the image, and its memory at run time; as a table, or as JSON. */
enum outcome system_size(const struct system *system, bool json, bool verbose);

#endif
