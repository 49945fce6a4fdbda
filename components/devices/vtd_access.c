/* SPDX-License-Identifier: BSD-2-Clause */
#include "vtd.h"

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
