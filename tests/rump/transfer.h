/* SPDX-License-Identifier: BSD-2-Clause */
/* Reads and writes of a stream that go on until all bytes have gone. False: an error, or its end.
 */
#ifndef TRANSFER_H
#define TRANSFER_H

#include <stdbool.h>
#include <stddef.h>
#include <unistd.h>

static inline bool read_all(int descriptor, void *to, size_t bytes)
{
    for (ssize_t got; bytes > 0; bytes -= got, to = (char *)to + got)
        if ((got = read(descriptor, to, bytes)) <= 0)
            return false;
    return true;
}

static inline bool write_all(int descriptor, const void *from, size_t bytes)
{
    for (ssize_t put; bytes > 0; bytes -= put, from = (const char *)from + put)
        if ((put = write(descriptor, from, bytes)) <= 0)
            return false;
    return true;
}

#endif
