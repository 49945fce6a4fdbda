/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Memory that a client and the VM behind a descriptor can both reach: transfers from and to there
 * are not copied by the client. For component clients it is part of the link; for local ones it is
 * malloc()'s.
 */
#ifndef _SYS_LINK_H
#define _SYS_LINK_H

#include <stddef.h>

/* `bytes` for transfers by `file`, at a multiple of 64; they are good for descriptors of the same
 * VM as well. NULL: EBADF, ENOMEM. What comes into it from the VM may change until the next use:
 * copy what you rely on. */
void *posix_link_alloc(int file, size_t bytes);
void posix_link_free(void *memory);

#endif
