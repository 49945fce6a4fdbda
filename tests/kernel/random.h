/* SPDX-License-Identifier: BSD-2-Clause */
/* Reproducible random numbers: the seed is EVM_SEED of the environment, else the time. The program
 * prints it. Or a record of a fuzzer's input gives the next ones. */
#ifndef RANDOM_H
#define RANDOM_H

#include <inttypes.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

static uint64_t random_state;
static const uint8_t *random_record;
static unsigned random_left; /* bytes of the record */

static inline void random_seed(void)
{
    const char *seed = getenv("EVM_SEED");
    random_state = seed ? strtoull(seed, NULL, 0) : (uint64_t)time(NULL);
    printf("# EVM_SEED=%" PRIu64 "\n", random_state);
    fflush(stdout);
}

/* The bytes of the record are the next random numbers. Others follow, which only depend on it. */
static inline void random_from(const uint8_t *record, unsigned bytes)
{
    random_record = record;
    random_left = bytes;
    random_state = bytes;
    for (unsigned i = 0; i < bytes; i++)
        random_state = random_state * 0x100000001b3 ^ record[i];
}

/* splitmix64 */
static inline uint64_t random_generated(void)
{
    uint64_t z = random_state += 0x9e3779b97f4a7c15;
    z = (z ^ z >> 30) * 0xbf58476d1ce4e5b9;
    z = (z ^ z >> 27) * 0x94d049bb133111eb;
    return z ^ z >> 31;
}

/* At least so many random bytes; of a record, as few as that. */
static inline uint64_t random_number(unsigned bytes)
{
    uint64_t value = 0;
    if (random_left < bytes)
        return random_generated();
    memcpy(&value, random_record, bytes);
    random_record += bytes;
    random_left -= bytes;
    return value;
}

static inline uint64_t random_bits(void)
{
    return random_number(8);
}

/* 0 .. limit - 1 */
static inline uint64_t below(uint64_t limit)
{
    return random_number(limit <= 1 << 8 ? 1 : limit <= 1 << 16 ? 2 : 8) % limit;
}

static inline int one_in(unsigned n)
{
    return below(n) == 0;
}

#endif
