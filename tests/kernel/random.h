/* SPDX-License-Identifier: BSD-2-Clause */
/* Reproducible random numbers: the seed is EVM_SEED of the environment, else the time. The program
 * prints it. */
#ifndef RANDOM_H
#define RANDOM_H

#include <inttypes.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

static uint64_t random_state;

static inline void random_seed(void)
{
    const char *seed = getenv("EVM_SEED");
    random_state = seed ? strtoull(seed, NULL, 0) : (uint64_t)time(NULL);
    printf("# EVM_SEED=%" PRIu64 "\n", random_state);
    fflush(stdout);
}

/* splitmix64 */
static inline uint64_t random_bits(void)
{
    uint64_t z = random_state += 0x9e3779b97f4a7c15;
    z = (z ^ z >> 30) * 0xbf58476d1ce4e5b9;
    z = (z ^ z >> 27) * 0x94d049bb133111eb;
    return z ^ z >> 31;
}

/* 0 .. limit - 1 */
static inline uint64_t below(uint64_t limit)
{
    return random_bits() % limit;
}

static inline int one_in(unsigned n)
{
    return below(n) == 0;
}

#endif
