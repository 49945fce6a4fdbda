/* SPDX-License-Identifier: BSD-2-Clause */
/* Numbers that depend on a seed only, the same on every machine (SplitMix64). */
#ifndef FAULT_RANDOM_H
#define FAULT_RANDOM_H

#include <stdint.h>

static inline uint64_t random_next(uint64_t *state)
{
    uint64_t word = *state += 0x9e3779b97f4a7c15;

    word = (word ^ word >> 30) * 0xbf58476d1ce4e5b9;
    word = (word ^ word >> 27) * 0x94d049bb133111eb;
    return word ^ word >> 31;
}

#endif
