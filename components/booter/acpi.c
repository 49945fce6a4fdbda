/* SPDX-License-Identifier: BSD-2-Clause */
#include "acpi.h"

#include <cos/abi.h>
#include <cos/string.h>
#include <stddef.h>

#define ROOT_BYTES   20 /* of the root pointer, in ACPI 1.0 */
#define ROOT_BYTES_2 36
#define TABLES_MOST  128

/* offsets: the root pointer */
enum { ROOT_REVISION = 15, ROOT_TABLE = 16, ROOT_TABLE_64 = 24 };
enum { LENGTH = 4, HEADER = 36 }; /* every table */

uint64_t acpi_number(const uint8_t *at, unsigned bytes)
{
    uint64_t value = 0;

    for (unsigned i = bytes; i-- > 0;)
        value = value << 8 | at[i];
    return value;
}

bool acpi_sum_is_zero(const uint8_t *at, uint64_t bytes)
{
    uint8_t sum = 0;

    for (uint64_t i = 0; i < bytes; i++)
        sum = (uint8_t)(sum + at[i]);
    return sum == 0;
}

/* Returns a whole table with the right checksum, or NULL. */
static const uint8_t *look_at_table(uint64_t address, acpi_look *look, uint64_t *bytes)
{
    const uint8_t *table = look(address, HEADER);

    *bytes = table == NULL ? 0 : acpi_number(table + LENGTH, 4);
    if (*bytes < HEADER || *bytes > ACPI_MOST)
        return NULL;
    table = look(address, *bytes);
    return table != NULL && acpi_number(table + LENGTH, 4) == *bytes &&
                   acpi_sum_is_zero(table, *bytes)
               ? table
               : NULL;
}

/* Lists the addresses of all tables. Returns how many, 0 if the list cannot be read. */
static unsigned list_tables(const uint8_t *rsdp, acpi_look *look, uint64_t *addresses)
{
    bool wide = rsdp[ROOT_REVISION] >= 2 && acpi_sum_is_zero(rsdp, ROOT_BYTES_2) &&
                acpi_number(rsdp + ROOT_TABLE_64, 8) != 0;
    unsigned width = wide ? 8 : 4, count = 0;
    uint64_t bytes,
        root = wide ? acpi_number(rsdp + ROOT_TABLE_64, 8) : acpi_number(rsdp + ROOT_TABLE, 4);
    const uint8_t *list = look_at_table(root, look, &bytes);

    if (list == NULL || memcmp(list, wide ? "XSDT" : "RSDT", 4) != 0)
        return 0;
    for (uint64_t at = HEADER; at + width <= bytes && count < TABLES_MOST; at += width)
        addresses[count++] = acpi_number(list + at, width);
    return count;
}

int64_t acpi_table(const uint8_t *rsdp, acpi_look *look, const char *name, const uint8_t **table,
                   uint64_t *bytes)
{
    static uint64_t addresses[TABLES_MOST];
    unsigned count;

    *table = NULL;
    if (memcmp(rsdp, "RSD PTR ", 8) != 0 || !acpi_sum_is_zero(rsdp, ROOT_BYTES))
        return -COS_EINVAL;
    count = list_tables(rsdp, look, addresses);
    if (count == 0)
        return -COS_EIO;
    for (unsigned i = 0; i < count; i++) {
        const uint8_t *head = look(addresses[i], HEADER);

        if (head != NULL && memcmp(head, name, 4) == 0) {
            *table = look_at_table(addresses[i], look, bytes);
            *bytes = *table == NULL ? HEADER : *bytes;
            return 0;
        }
    }
    *bytes = 0;
    return 0;
}
