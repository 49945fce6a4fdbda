/* SPDX-License-Identifier: BSD-2-Clause */
/* Transfers from and to several buffers at once. */
#ifndef _SYS_UIO_H
#define _SYS_UIO_H

#include <sys/types.h>

struct iovec {
    void *iov_base;
    size_t iov_len;
};

/* count: at most IOV_MAX (limits.h). Results as for read() and write(). */
ssize_t readv(int file, const struct iovec *vector, int count);
ssize_t writev(int file, const struct iovec *vector, int count);
ssize_t preadv(int file, const struct iovec *vector, int count, off_t offset);
ssize_t pwritev(int file, const struct iovec *vector, int count, off_t offset);

#endif
