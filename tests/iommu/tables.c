/* SPDX-License-Identifier: BSD-2-Clause */
#include "tables.h"

#include <booter/acpi.h>
#include <device_work.h>
#include <stdlib.h>
#include <string.h>

enum { LENGTH = 4, SUM = 9, HEADER = 36, PARTS = 48 };

uint8_t memory[MEMORY];

static uint8_t *shown;

void put(uint64_t at, uint64_t value, unsigned bytes)
{
    for (unsigned i = 0; i < bytes; i++)
        memory[at + i] = (uint8_t)(value >> 8 * i);
}

void seal(uint64_t at, uint64_t bytes, uint64_t sum)
{
    uint8_t total = 0;

    memory[at + sum] = 0;
    for (uint64_t i = 0; i < bytes; i++)
        total = (uint8_t)(total + memory[at + i]);
    memory[at + sum] = (uint8_t)-total;
}

static void begin(uint64_t at, const char *name, uint64_t bytes)
{
    memcpy(memory + at, name, 4);
    put(at + LENGTH, bytes, 4);
}

void tables_seal(uint64_t bytes)
{
    put(DMAR + LENGTH, bytes, 4);
    seal(DMAR, bytes, SUM);
}

/* A list of two tables. */
static void list(uint64_t at, const char *name, unsigned width)
{
    begin(at, name, HEADER + 2 * width);
    put(at + HEADER, OTHER, width);
    put(at + HEADER + width, DMAR, width);
    seal(at, HEADER + 2 * width, SUM);
}

void tables_make(unsigned units)
{
    memset(memory, 0, sizeof memory);
    memcpy(memory + RSDP, "RSD PTR ", 8);
    put(RSDP + 15, 2, 1);
    put(RSDP + 16, RSDT, 4);
    put(RSDP + 20, 36, 4);
    put(RSDP + 24, XSDT, 8);
    seal(RSDP, 20, 8);
    seal(RSDP, 36, 32);
    list(RSDT, "RSDT", 4);
    list(XSDT, "XSDT", 8);
    begin(OTHER, "HPET", HEADER);
    seal(OTHER, HEADER, SUM);
    begin(DMAR, "DMAR", 0);
    put(DMAR + HEADER, 38, 1); /* bits of addresses, less one */
    put(DMAR + HEADER + 1, 1, 1);
    for (unsigned i = 0; i < units; i++) {
        uint64_t at = DMAR + PARTS + i * UNIT_BYTES;

        put(at + 2, UNIT_BYTES, 2);
        put(at + 6, i, 2);
        put(at + 8, 0xfed90000 + i * 0x1000, 8);
    }
    tables_seal(PARTS + units * UNIT_BYTES);
}

const uint8_t *look(uint64_t physical, uint64_t bytes)
{
    look_end();
    if (physical >= MEMORY || bytes > MEMORY - physical)
        return NULL;
    shown = malloc(bytes);
    return memcpy(shown, memory + physical, bytes);
}

void look_end(void)
{
    free(shown);
    shown = NULL;
}

const char *tables_read(const uint8_t *rsdp, struct dmar *dmar)
{
    const uint8_t *table = NULL;
    uint64_t bytes = ACPI_MOST;
    int64_t error = acpi_table(rsdp, look, "DMAR", &table, &bytes);
    const char *problem = dmar_table_problem(error != 0      ? error
                                             : table != NULL ? (int64_t)bytes
                                             : bytes == 0    ? 0
                                                             : WORK_TABLE_DAMAGED);

    *dmar = (struct dmar){0};
    return problem != NULL ? problem : dmar_read(table, bytes, dmar);
}
