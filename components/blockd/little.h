/* SPDX-License-Identifier: BSD-2-Clause */
/* Little-endian numbers on disks, at any alignment. */
#ifndef BLOCKD_LITTLE_H
#define BLOCKD_LITTLE_H

#include <cos/string.h>
#include <stdint.h>

static inline uint32_t little32(const uint8_t *from)
{
    uint32_t value;

    memcpy(&value, from, sizeof value);
    return value;
}

static inline uint64_t little64(const uint8_t *from)
{
    uint64_t value;

    memcpy(&value, from, sizeof value);
    return value;
}

#endif
