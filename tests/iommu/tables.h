/* SPDX-License-Identifier: BSD-2-Clause */
/* Firmware tables, in a memory of their own. */
#ifndef TABLES_H
#define TABLES_H

#include <stddef.h>
#include <stdint.h>

#include "dmar.h"

#define MEMORY 0x10000
#define RSDP   0x100 /* their addresses in it, as tables_make() lays them out */
#define RSDT   0x200
#define XSDT   0x300
#define OTHER  0x400 /* a table that the code does not look for */
#define DMAR   0x1000

#define UNIT_BYTES 24 /* of a unit's entry with one device */

extern uint8_t memory[MEMORY];

/* Writes a number of `bytes` bytes. */
void put(uint64_t at, uint64_t value, unsigned bytes);
/* Makes the sum of the bytes 0, with the checksum byte at `sum`. */
void seal(uint64_t at, uint64_t bytes, uint64_t sum);
/* Makes all of them: a DMAR table with `units` units, the first one with registers at 0xfed90000,
 * each next a page on. */
void tables_make(unsigned units);
/* Changes the DMAR table's length, and its checksum. */
void tables_seal(uint64_t bytes);

/* Goes the whole way, from ACPI's root pointer (36 bytes): the booter's part, then that of
 * components/devices. Returns as dmar_read(). */
const char *tables_read(const uint8_t *rsdp, struct dmar *dmar);

/* For acpi_look: gives each range in memory of its own, which the next call frees, so that the
 * sanitizer sees each byte too far. */
const uint8_t *look(uint64_t physical, uint64_t bytes);
void look_end(void);

#endif
