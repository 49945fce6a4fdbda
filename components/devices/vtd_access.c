/* SPDX-License-Identifier: BSD-2-Clause */
#include "vtd.h"

#define CACHE_LINE 64

static volatile uint8_t *at(const struct vtd *unit, unsigned offset)
{
    return (volatile uint8_t *)unit->registers + offset;
}

uint32_t vtd_in32(const struct vtd *unit, unsigned offset)
{
    return *(volatile uint32_t *)at(unit, offset);
}

uint64_t vtd_in64(const struct vtd *unit, unsigned offset)
{
    return *(volatile uint64_t *)at(unit, offset);
}

void vtd_out32(const struct vtd *unit, unsigned offset, uint32_t value)
{
    *(volatile uint32_t *)at(unit, offset) = value;
}

void vtd_out64(const struct vtd *unit, unsigned offset, uint64_t value)
{
    *(volatile uint64_t *)at(unit, offset) = value;
}

void vtd_write_back(const volatile void *from, uint64_t bytes)
{
    uint64_t line = (uint64_t)from & ~(uint64_t)(CACHE_LINE - 1), end = (uint64_t)from + bytes;

    for (; line < end; line += CACHE_LINE)
        __asm__ volatile("clflush (%0)" : : "r"(line) : "memory");
    __asm__ volatile("mfence" : : : "memory");
}
