/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Memory that a client shares with the VM behind a descriptor: the client does not copy data of
 * transfers from and to it. For component clients it is part of the link; local clients get it from
 * malloc().
 */
#ifndef _SYS_LINK_H
#define _SYS_LINK_H

#include <stddef.h>

/* `bytes` at a multiple of 64, for transfers by `file` and other descriptors of the same VM. NULL:
 * EBADF, ENOMEM. The VM may change the contents at any time: copy data before you check and use
 * it. */
void *posix_link_alloc(int file, size_t bytes);
void posix_link_free(void *memory);

#endif
