/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Tables of the firmware's (ACPI). No byte of one is believed before it has been checked: lengths,
 * checksums, places. Plain C, of which the build machine's tests are made, too.
 */
#ifndef BOOTER_ACPI_H
#define BOOTER_ACPI_H

#include <stdbool.h>
#include <stdint.h>

#define ACPI_MOST 16384 /* bytes of a table that are looked at; a larger one is refused */

/* Shows physical memory: NULL if there is none that can be shown. Only the latest
 * range shown is valid. */
typedef const uint8_t *acpi_look(uint64_t physical, uint64_t bytes);

/* A table of ACPI's by its name of four letters, from the root pointer. *table: NULL if there is
 * none (*bytes is 0 then), or if it is damaged. Returns NULL, or what is wrong with the way to all
 * tables, as a phrase. */
const char *acpi_table(const uint8_t *rsdp, acpi_look *look, const char *name,
                       const uint8_t **table, uint64_t *bytes);

/* A little-endian number of so many bytes. */
uint64_t acpi_number(const uint8_t *at, unsigned bytes);
/* As the bytes of a sound table do. */
bool acpi_sum_is_zero(const uint8_t *at, uint64_t bytes);

#endif
