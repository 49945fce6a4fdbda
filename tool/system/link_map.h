/* SPDX-License-Identifier: BSD-2-Clause */
/* Reads the linker's map (ld -Map), which has the file of each piece of a program. */
#ifndef LINK_MAP_H
#define LINK_MAP_H

#include "base/base.h"

/* Called for an input section, or the padding behind one. section: of the program; file: its name
 * as given to the linker, an archive with "(member)" behind it. */
typedef void link_piece(const char *section, const char *file, uint64_t bytes, void *argument);

/* Calls `piece` for each. Returns false with errno set after an error. */
bool link_map_read(const char *path, link_piece *piece, void *argument);

#endif
