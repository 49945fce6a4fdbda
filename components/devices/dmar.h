/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * What the firmware says about IOMMUs: ACPI's DMAR table (Intel, "Virtualization Technology for
 * Directed I/O", 8). No byte of a table is believed before it has been checked: lengths, checksums,
 * places. Plain C, of which the build machine's tests are made, too.
 */
#ifndef DEVICES_DMAR_H
#define DEVICES_DMAR_H

#include <booter/acpi.h>
#include <stdbool.h>
#include <stdint.h>

#define DMAR_UNITS 16           /* most units of one machine */
#define DMAR_REACH (1ull << 40) /* registers are below */

struct dmar {
    unsigned count; /* of units */
    struct {
        uint64_t registers; /* physical address, page-aligned */
        uint16_t segment;   /* of PCI devices that it is for */
    } units[DMAR_UNITS];
    bool interrupts; /* the platform can have them checked, too */
};

/* Finds the table from ACPI's root pointer (36 bytes, as the boot loader gave them) and reads it.
 * Returns NULL, or what is wrong, as a phrase. */
const char *dmar_find(const uint8_t *rsdp, acpi_look *look, struct dmar *dmar);

/* Reads a whole table, header included: `bytes` can be read, the table may be
 * shorter. As dmar_find(). */
const char *dmar_read(const uint8_t *table, uint64_t bytes, struct dmar *dmar);

/* Configuration space of PCI Express: in memory, a page for each device. */
#define EXPRESS_BUS 0x100000ull /* bytes for a bus */

struct express {
    uint64_t base;       /* physical address, of bus 0; 0: this machine has none */
    uint8_t first, last; /* buses */
};

/* From ACPI's table MCFG. False: it has none for the devices that there are (segment 0). */
bool express_read_table(const uint8_t *table, uint64_t bytes, struct express *express);

#endif
