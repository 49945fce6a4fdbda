/* SPDX-License-Identifier: BSD-2-Clause */
/* What a side that lies writes in place of a value. */
#ifndef WRONG_H
#define WRONG_H

#include <stdint.h>

/* Returns a value near the old one, an index of a ring with so many entries, with a place in a
 * buffer of so many bytes or without, or anything. below(n): a random number below n. */
static inline uint64_t wrong_value(uint64_t old, uint64_t entries, uint64_t bytes,
                                   uint64_t (*below)(uint64_t))
{
    switch (below(7)) {
    case 0:
        return old + 1;
    case 1:
        return old - 1;
    case 2:
        return below(2 * entries);
    case 3:
        return old ^ 1ull << below(64);
    case 4:
        return below(2 * entries) | below(2 * bytes) << 32;
    case 5:
        return below(2) ? 0 : UINT64_MAX;
    default:
        return below(1ull << 32) << 32 | below(1ull << 32);
    }
}

#endif
