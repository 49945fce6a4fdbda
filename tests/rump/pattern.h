/* SPDX-License-Identifier: BSD-2-Clause */
/* Contents that tell where they belong: each 8 bytes depend on a seed and on their place in the
 * stream. */
#ifndef RUMP_PATTERN_H
#define RUMP_PATTERN_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

static inline uint64_t pattern_word(uint64_t seed, uint64_t place)
{
    return (seed + place) * 0x9e3779b97f4a7c15;
}

/* place: of words[0] in the stream, in words. */
static inline void pattern_fill(uint64_t *words, size_t count, uint64_t seed, uint64_t place)
{
    for (size_t i = 0; i < count; i++)
        words[i] = pattern_word(seed, place + i);
}

static inline bool pattern_holds(const uint64_t *words, size_t count, uint64_t seed, uint64_t place)
{
    for (size_t i = 0; i < count; i++)
        if (words[i] != pattern_word(seed, place + i))
            return false;
    return true;
}

#endif
