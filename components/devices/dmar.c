/* SPDX-License-Identifier: BSD-2-Clause */
#include "dmar.h"

#include <cos/abi.h>
#include <device_work.h>

#include <stddef.h>

enum { LENGTH = 4, HEADER = 36 };                                        /* every table */
enum { DMAR_FLAGS = 37, DMAR_PARTS = 48 };                               /* this one */
enum { PART_TYPE = 0, PART_LENGTH = 2, PART_HEADER = 4, PART_UNIT = 0 }; /* and its parts */
enum { UNIT_SEGMENT = 6, UNIT_REGISTERS = 8, UNIT_BYTES = 16 };

/* table MCFG, its parts */
enum { MCFG_PARTS = 44, MCFG_PART = 16, MCFG_SEGMENT = 8, MCFG_FIRST = 10, MCFG_LAST = 11 };

#define FLAG_INTERRUPTS 1
#define PAGE            4096

/* ---- The table ---- */

static uint64_t number(const uint8_t *at, unsigned bytes)
{
    uint64_t value = 0;

    for (unsigned i = bytes; i-- > 0;)
        value = value << 8 | at[i];
    return value;
}

static bool sum_is_zero(const uint8_t *at, uint64_t bytes)
{
    uint8_t sum = 0;

    for (uint64_t i = 0; i < bytes; i++)
        sum = (uint8_t)(sum + at[i]);
    return sum == 0;
}

static const char *add_unit(const uint8_t *part, uint64_t bytes, struct dmar *dmar)
{
    uint64_t registers;

    if (bytes < UNIT_BYTES)
        return "an IOMMU's entry in the DMAR table is too short";
    registers = number(part + UNIT_REGISTERS, 8);
    if (registers == 0 || registers % PAGE != 0 || registers >= DMAR_REACH)
        return "the DMAR table has an IOMMU at an impossible address";
    for (unsigned i = 0; i < dmar->count; i++)
        if (dmar->units[i].registers == registers)
            return "the DMAR table has two IOMMUs at one address";
    if (dmar->count == DMAR_UNITS)
        return "this machine has more IOMMUs than can be used";
    dmar->units[dmar->count].segment = (uint16_t)number(part + UNIT_SEGMENT, 2);
    dmar->units[dmar->count++].registers = registers;
    return NULL;
}

const char *dmar_read(const uint8_t *table, uint64_t bytes, struct dmar *dmar)
{
    uint64_t length = bytes < HEADER ? 0 : number(table + LENGTH, 4);

    *dmar = (struct dmar){0};
    if (length < DMAR_PARTS || length > bytes)
        return "the length of the DMAR table is wrong";
    if (!sum_is_zero(table, length))
        return "the checksum of the DMAR table is wrong";
    dmar->interrupts = table[DMAR_FLAGS] & FLAG_INTERRUPTS;
    for (uint64_t at = DMAR_PARTS, part; at < length; at += part) {
        const char *problem = NULL;

        part = length - at < PART_HEADER ? 0 : number(table + at + PART_LENGTH, 2);
        if (part < PART_HEADER || part > length - at)
            return "an entry in the DMAR table has a wrong length";
        if (number(table + at + PART_TYPE, 2) == PART_UNIT)
            problem = add_unit(table + at, part, dmar);
        if (problem != NULL)
            return problem;
    }
    return dmar->count != 0 ? NULL : "the DMAR table has no IOMMU";
}

const char *dmar_table_problem(int64_t bytes)
{
    switch (bytes) {
    case -COS_EINVAL:
        return "the boot loader gave no pointer to ACPI's tables";
    case 0:
        return "this machine has no IOMMU (ACPI has no DMAR table)";
    case WORK_TABLE_DAMAGED:
        return "the DMAR table is damaged";
    default:
        return bytes < 0 ? "ACPI's list of tables cannot be read" : NULL;
    }
}

/* ---- PCI Express ---- */

bool express_read_table(const uint8_t *table, uint64_t bytes, struct express *express)
{
    *express = (struct express){0};
    for (uint64_t at = MCFG_PARTS; at + MCFG_PART <= bytes; at += MCFG_PART) {
        uint64_t base = number(table + at, 8);
        uint8_t first = table[at + MCFG_FIRST], last = table[at + MCFG_LAST];

        if (number(table + at + MCFG_SEGMENT, 2) == 0 && base != 0 && base % EXPRESS_BUS == 0 &&
            first <= last && base < DMAR_REACH - (last + 1ull) * EXPRESS_BUS) {
            *express = (struct express){base, first, last};
            return true;
        }
    }
    return false;
}
