/* SPDX-License-Identifier: BSD-2-Clause */
/* Medians of many measurements, in TSC ticks, which are instructions while the machine is never
 * idle. */
#ifndef BENCH_H
#define BENCH_H

#include <cos/print.h>
#include <cos/runtime.h>

#define SAMPLES 1000

static uint64_t samples[SAMPLES];
static uint64_t empty; /* cost of measuring nothing */

#define MEASURE(statement)                 \
    for (int i_ = 0; i_ < SAMPLES; i_++) { \
        uint64_t start_ = cos_tsc();       \
        statement;                         \
        samples[i_] = cos_tsc() - start_;  \
    }

static inline uint64_t median(void)
{
    for (int i = 1; i < SAMPLES; i++) {
        uint64_t sample = samples[i];
        int j = i;

        for (; j > 0 && samples[j - 1] > sample; j--)
            samples[j] = samples[j - 1];
        samples[j] = sample;
    }
    return samples[SAMPLES / 2];
}

static inline void measure_empty(void)
{
    MEASURE();
    empty = median();
}

static inline void report(const char *name)
{
    cos_print("bench %s %llu\n", name, (unsigned long long)(median() - empty));
}

static inline void absent(const char *name, long long error)
{
    cos_print("bench %s absent: error %lld\n", name, error);
}

#endif
