/* SPDX-License-Identifier: BSD-2-Clause */
/* Big-endian numbers in frames. */
#ifndef NETSWITCH_BYTES_H
#define NETSWITCH_BYTES_H

#include <stdint.h>

static inline uint32_t get16(const uint8_t *from)
{
    return (uint32_t)from[0] << 8 | from[1];
}

static inline uint32_t get32(const uint8_t *from)
{
    return (uint32_t)from[0] << 24 | (uint32_t)from[1] << 16 | (uint32_t)from[2] << 8 | from[3];
}

static inline uint64_t get48(const uint8_t *from)
{
    return (uint64_t)get32(from) << 16 | get16(from + 4);
}

static inline uint64_t get64(const uint8_t *from)
{
    return (uint64_t)get32(from) << 32 | get32(from + 4);
}

static inline void put48(uint8_t *to, uint64_t value)
{
    for (int i = 5; i >= 0; i--, value >>= 8)
        to[i] = (uint8_t)value;
}

#endif
