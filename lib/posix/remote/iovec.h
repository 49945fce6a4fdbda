/* SPDX-License-Identifier: BSD-2-Clause */
/* Vectors of buffers. */
#ifndef POSIX_IOVEC_H
#define POSIX_IOVEC_H

#include <stdbool.h>
#include <sys/uio.h>

/* All bytes of the vector. False: too many, or too many pieces; errno is EINVAL. */
bool iovec_bytes(const struct iovec *vector, int count, size_t *bytes);

/* Moves `bytes` between the pieces, from byte `skip` of all on, and the stage. */
void iovec_move(const struct iovec *vector, int count, size_t skip, char *stage, size_t bytes,
                bool to_stage);

#endif
