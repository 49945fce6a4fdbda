/* SPDX-License-Identifier: BSD-2-Clause */
#include "dmar.h"

#include <cos/string.h>
#include <stddef.h>

#define ROOT_BYTES   20 /* of the root pointer, in ACPI 1.0 */
#define ROOT_BYTES_2 36
#define TABLES_MOST  128

/* offsets: the root pointer */
enum { ROOT_REVISION = 15, ROOT_TABLE = 16, ROOT_TABLE_64 = 24 };
enum { LENGTH = 4, HEADER = 36 };                                        /* every table */
enum { DMAR_FLAGS = 37, DMAR_PARTS = 48 };                               /* this one */
enum { PART_TYPE = 0, PART_LENGTH = 2, PART_HEADER = 4, PART_UNIT = 0 }; /* and its parts */
enum { UNIT_SEGMENT = 6, UNIT_REGISTERS = 8, UNIT_BYTES = 16 };

/* table MCFG, its parts */
enum { MCFG_PARTS = 44, MCFG_PART = 16, MCFG_SEGMENT = 8, MCFG_FIRST = 10, MCFG_LAST = 11 };

#define FLAG_INTERRUPTS 1
#define PAGE            4096

static uint64_t little(const uint8_t *at, unsigned bytes)
{
    uint64_t value = 0;

    for (unsigned i = bytes; i-- > 0;)
        value = value << 8 | at[i];
    return value;
}

static bool sums_to_zero(const uint8_t *at, uint64_t bytes)
{
    uint8_t sum = 0;

    for (uint64_t i = 0; i < bytes; i++)
        sum = (uint8_t)(sum + at[i]);
    return sum == 0;
}

/* ---- The table ---- */

static const char *add_unit(const uint8_t *part, uint64_t bytes, struct dmar *dmar)
{
    uint64_t registers;

    if (bytes < UNIT_BYTES)
        return "an IOMMU's entry in the DMAR table is too short";
    registers = little(part + UNIT_REGISTERS, 8);
    if (registers == 0 || registers % PAGE != 0 || registers >= DMAR_REACH)
        return "the DMAR table has an IOMMU at an impossible address";
    for (unsigned i = 0; i < dmar->count; i++)
        if (dmar->units[i].registers == registers)
            return "the DMAR table has two IOMMUs at one address";
    if (dmar->count == DMAR_UNITS)
        return "this machine has more IOMMUs than can be used";
    dmar->units[dmar->count].segment = (uint16_t)little(part + UNIT_SEGMENT, 2);
    dmar->units[dmar->count++].registers = registers;
    return NULL;
}

const char *dmar_read(const uint8_t *table, uint64_t bytes, struct dmar *dmar)
{
    uint64_t length = bytes < HEADER ? 0 : little(table + LENGTH, 4);

    *dmar = (struct dmar){0};
    if (length < DMAR_PARTS || length > bytes)
        return "the length of the DMAR table is wrong";
    if (!sums_to_zero(table, length))
        return "the checksum of the DMAR table is wrong";
    dmar->interrupts = table[DMAR_FLAGS] & FLAG_INTERRUPTS;
    for (uint64_t at = DMAR_PARTS, part; at < length; at += part) {
        const char *problem = NULL;

        part = length - at < PART_HEADER ? 0 : little(table + at + PART_LENGTH, 2);
        if (part < PART_HEADER || part > length - at)
            return "an entry in the DMAR table has a wrong length";
        if (little(table + at + PART_TYPE, 2) == PART_UNIT)
            problem = add_unit(table + at, part, dmar);
        if (problem != NULL)
            return problem;
    }
    return dmar->count != 0 ? NULL : "the DMAR table has no IOMMU";
}

/* ---- The way to it ---- */

/* A whole table with the right checksum, or NULL. */
static const uint8_t *look_at_table(uint64_t address, dmar_look *look, uint64_t *bytes)
{
    const uint8_t *table = look(address, HEADER);

    *bytes = table == NULL ? 0 : little(table + LENGTH, 4);
    if (*bytes < HEADER || *bytes > DMAR_MOST)
        return NULL;
    table = look(address, *bytes);
    return table != NULL && little(table + LENGTH, 4) == *bytes && sums_to_zero(table, *bytes)
               ? table
               : NULL;
}

/* Addresses of all tables; how many, 0 if the list cannot be read. */
static unsigned list_tables(const uint8_t *rsdp, dmar_look *look, uint64_t *addresses)
{
    bool wide = rsdp[ROOT_REVISION] >= 2 && sums_to_zero(rsdp, ROOT_BYTES_2) &&
                little(rsdp + ROOT_TABLE_64, 8) != 0;
    unsigned width = wide ? 8 : 4, count = 0;
    uint64_t bytes, root = wide ? little(rsdp + ROOT_TABLE_64, 8) : little(rsdp + ROOT_TABLE, 4);
    const uint8_t *list = look_at_table(root, look, &bytes);

    if (list == NULL || memcmp(list, wide ? "XSDT" : "RSDT", 4) != 0)
        return 0;
    for (uint64_t at = HEADER; at + width <= bytes && count < TABLES_MOST; at += width)
        addresses[count++] = little(list + at, width);
    return count;
}

const char *acpi_table(const uint8_t *rsdp, dmar_look *look, const char *name,
                       const uint8_t **table, uint64_t *bytes)
{
    static uint64_t addresses[TABLES_MOST];
    unsigned count;

    *table = NULL;
    if (memcmp(rsdp, "RSD PTR ", 8) != 0 || !sums_to_zero(rsdp, ROOT_BYTES))
        return "the boot loader gave no pointer to ACPI's tables";
    count = list_tables(rsdp, look, addresses);
    if (count == 0)
        return "ACPI's list of tables cannot be read";
    for (unsigned i = 0; i < count; i++) {
        const uint8_t *head = look(addresses[i], HEADER);

        if (head != NULL && memcmp(head, name, 4) == 0) {
            *table = look_at_table(addresses[i], look, bytes);
            *bytes = *table == NULL ? HEADER : *bytes;
            return NULL;
        }
    }
    *bytes = 0;
    return NULL;
}

const char *dmar_find(const uint8_t *rsdp, dmar_look *look, struct dmar *dmar)
{
    const uint8_t *table;
    uint64_t bytes = DMAR_MOST;
    const char *problem = acpi_table(rsdp, look, "DMAR", &table, &bytes);

    *dmar = (struct dmar){0};
    if (problem != NULL)
        return problem;
    if (table == NULL) {
        return bytes == 0 ? "this machine has no IOMMU (ACPI has no DMAR table)"
                          : "the DMAR table is damaged";
    }
    return dmar_read(table, bytes, dmar);
}

/* ---- PCI Express ---- */

bool express_read_table(const uint8_t *table, uint64_t bytes, struct express *express)
{
    *express = (struct express){0};
    for (uint64_t at = MCFG_PARTS; at + MCFG_PART <= bytes; at += MCFG_PART) {
        uint64_t base = little(table + at, 8);
        uint8_t first = table[at + MCFG_FIRST], last = table[at + MCFG_LAST];

        if (little(table + at + MCFG_SEGMENT, 2) == 0 && base != 0 && base % EXPRESS_BUS == 0 &&
            first <= last && base < DMAR_REACH - (last + 1ull) * EXPRESS_BUS) {
            *express = (struct express){base, first, last};
            return true;
        }
    }
    return false;
}
