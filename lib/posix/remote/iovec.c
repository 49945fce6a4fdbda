/* SPDX-License-Identifier: BSD-2-Clause */
#include "iovec.h"

#include <cos/string.h>
#include <errno.h>
#include <limits.h>

bool iovec_bytes(const struct iovec *vector, int count, size_t *bytes)
{
    bool sound = count >= 0 && count <= IOV_MAX;

    *bytes = 0;
    for (int i = 0; i < count && sound; i++)
        sound = !__builtin_add_overflow(*bytes, vector[i].iov_len, bytes) && *bytes <= SSIZE_MAX;
    if (!sound)
        errno = EINVAL;
    return sound;
}

void iovec_move(const struct iovec *vector, int count, size_t skip, char *stage, size_t bytes,
                bool to_stage)
{
    for (int i = 0; i < count && bytes > 0; i++) {
        size_t part = vector[i].iov_len > skip ? vector[i].iov_len - skip : 0;
        char *memory = (char *)vector[i].iov_base + skip;

        part = part < bytes ? part : bytes;
        if (part > 0)
            memcpy(to_stage ? stage : memory, to_stage ? memory : stage, part);
        skip -= skip < vector[i].iov_len ? skip : vector[i].iov_len;
        stage += part;
        bytes -= part;
    }
}
