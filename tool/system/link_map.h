/* SPDX-License-Identifier: BSD-2-Clause */
/* Reading of the linker's map (ld -Map): which file each piece of a program came from. */
#ifndef LINK_MAP_H
#define LINK_MAP_H

#include "base/base.h"

/* Told of an input section, or of padding behind one. `section`: of the program. `file`: as the
 * linker was given it, an archive with "(member)" behind it. */
typedef void link_piece(const char *section, const char *file, uint64_t bytes, void *argument);

/* Calls `piece` for all of them. False: errno. */
bool link_map_read(const char *path, link_piece *piece, void *argument);

#endif
