/* SPDX-License-Identifier: BSD-2-Clause */
#include "../common.h"

#define CACHE_LINE 64

/* A reset may empty the CPU's caches. */
void board_keep(const void *page, uint64_t bytes)
{
    for (uint64_t done = 0; done < bytes; done += CACHE_LINE)
        __asm__ volatile("clflush (%0)" : : "r"((const char *)page + done) : "memory");
}
