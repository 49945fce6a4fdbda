/* SPDX-License-Identifier: BSD-2-Clause */
/* Bootable ISO images: GRUB, kernel and system image. */
#ifndef ISO_H
#define ISO_H

#include "base/base.h"

/* Writes an ISO image to `path` that boots `bootable` on a PC, by BIOS or UEFI, from a CD or a
 * disk. Changes `bootable`. */
enum outcome iso_write(const char *path, struct buffer *bootable, bool verbose);

#endif
