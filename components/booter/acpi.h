/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The firmware's tables (ACPI). The code trusts no byte of one before it has checked it: lengths,
 * checksums, addresses. It is plain C, so that the build machine's unit tests can include it.
 */
#ifndef BOOTER_ACPI_H
#define BOOTER_ACPI_H

#include <stdbool.h>
#include <stdint.h>

#define ACPI_MOST 16384 /* most bytes of a table; a larger one is refused */

/* Maps physical memory for reading; NULL if it cannot. Only the latest range is valid. */
typedef const uint8_t *acpi_look(uint64_t physical, uint64_t bytes);

/* Finds an ACPI table by its name of four letters, from the root pointer. Sets *table to NULL if
 * there is none (then *bytes is 0), or if it is damaged. Returns 0; EINVAL: that is no pointer to
 * tables; EIO: their list cannot be read. */
int64_t acpi_table(const uint8_t *rsdp, acpi_look *look, const char *name, const uint8_t **table,
                   uint64_t *bytes);

/* Reads a little-endian number. */
uint64_t acpi_number(const uint8_t *at, unsigned bytes);
/* Whether the bytes add up to 0, as those of a sound table do. */
bool acpi_sum_is_zero(const uint8_t *at, uint64_t bytes);

#endif
