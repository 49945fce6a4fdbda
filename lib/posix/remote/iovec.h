/* SPDX-License-Identifier: BSD-2-Clause */
/* Vectors of buffers. */
#ifndef POSIX_IOVEC_H
#define POSIX_IOVEC_H

#include <stdbool.h>
#include <sys/uio.h>

/* Sums up the vector's bytes. False: too many bytes or pieces; errno is EINVAL. */
bool iovec_bytes(const struct iovec *vector, int count, size_t *bytes);

/* Copies `bytes` between the stage and the pieces, from byte `skip` of all pieces on. */
void iovec_move(const struct iovec *vector, int count, size_t skip, char *stage, size_t bytes,
                bool to_stage);

#endif
