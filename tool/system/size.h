/* SPDX-License-Identifier: BSD-2-Clause */
/* The cost of a system's components. */
#ifndef SIZE_H
#define SIZE_H

#include "system.h"

/* Builds the system and prints the sizes of each component's pieces, its share of the image, and
 * its memory at run time, as a table or as JSON. */
enum outcome system_size(const struct system *system, bool json, bool verbose);

#endif
