/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef COS_TICKS_H
#define COS_TICKS_H

#include <stdint.h>

/* Time-stamp counter: the system's clock, monotonic. */
static inline uint64_t cos_tsc(void)
{
    uint32_t low, high;

    __asm__ volatile("rdtsc" : "=a"(low), "=d"(high));
    return (uint64_t)high << 32 | low;
}

#endif
