/* SPDX-License-Identifier: BSD-2-Clause */
/* Finds the crash records in an image of a disk. */
#ifndef CRASH_FIND_H
#define CRASH_FIND_H

#include "log.h"

/* Returns true if the file is no text, but a disk's image. False also if it cannot be read. */
bool crash_is_image(const char *path);

/* Reads the records on a partition, 1 to 128, of a disk's image. 0: those of the disk itself, or,
 * if it has none, of its first partition with some. Prints an error. */
enum outcome crash_find(const char *path, unsigned partition, struct crash_log *log);

#endif
