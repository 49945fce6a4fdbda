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

/* Returns a state that only depends on these bytes. */
static inline uint64_t random_state_of(const uint8_t *bytes, size_t count)
{
    uint64_t state = count;
    for (size_t i = 0; i < count; i++)
        state = state * 0x100000001b3 ^ bytes[i];
    return state;
}

/* The bytes of the record are the next random numbers. Others follow, which only depend on it. */
static inline void random_from(const uint8_t *record, unsigned bytes)
{
    random_record = record;
    random_left = bytes;
    random_state = random_state_of(record, bytes);
}

/* Returns the next number after a state: splitmix64. */
static inline uint64_t random_after(uint64_t *state)
{
    uint64_t z = *state += 0x9e3779b97f4a7c15;
    z = (z ^ z >> 30) * 0xbf58476d1ce4e5b9;
    z = (z ^ z >> 27) * 0x94d049bb133111eb;
    return z ^ z >> 31;
}

static inline uint64_t random_generated(void)
{
    return random_after(&random_state);
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
