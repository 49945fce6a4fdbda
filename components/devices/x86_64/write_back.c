/* SPDX-License-Identifier: BSD-2-Clause */
#include "../vtd.h"

#define CACHE_LINE 64

void vtd_write_back(const volatile void *from, uint64_t bytes)
{
    uint64_t line = (uint64_t)from & ~(uint64_t)(CACHE_LINE - 1), end = (uint64_t)from + bytes;

    for (; line < end; line += CACHE_LINE)
        __asm__ volatile("clflush (%0)" : : "r"(line) : "memory");
    __asm__ volatile("mfence" : : : "memory");
}
