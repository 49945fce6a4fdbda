/* SPDX-License-Identifier: BSD-2-Clause */
/* Bootable ISO images: GRUB and one bootable ELF file. */
#ifndef ISO_H
#define ISO_H

#include "base.h"

/* Writes an ISO image to `path` that boots `bootable` on a PC. */
enum outcome iso_write(const char *path, const struct buffer *bootable, bool verbose);

#endif
