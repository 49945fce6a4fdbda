/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The firmware's description of IOMMUs: ACPI's DMAR table (Intel, "Virtualization Technology for
 * Directed I/O", 8). The code trusts no byte of a table before it has checked it: lengths,
 * checksums, addresses. It is plain C, so that the build machine's unit tests can include it.
 */
#ifndef DEVICES_DMAR_H
#define DEVICES_DMAR_H

#include <stdbool.h>
#include <stdint.h>

#define DMAR_UNITS 16           /* most units of one machine: WORK_UNITS */
#define DMAR_REACH (1ull << 40) /* registers are below this address */

struct dmar {
    unsigned count; /* of units */
    struct {
        uint64_t registers; /* physical address, page-aligned */
        uint16_t segment;   /* of the PCI devices that it serves */
    } units[DMAR_UNITS];
    bool interrupts; /* the platform can check interrupts, too */
};

/* Returns a phrase for what WORK_TABLE says of the table; NULL: it is there. */
const char *dmar_table_problem(int64_t bytes);

/* Reads a whole table, header included: `bytes` are readable, the table may be shorter. Returns
 * NULL, or a phrase that says what is wrong. */
const char *dmar_read(const uint8_t *table, uint64_t bytes, struct dmar *dmar);

/* Configuration space of PCI Express: in memory, a page for each device. */
#define EXPRESS_BUS 0x100000ull /* bytes for a bus */

struct express {
    uint64_t base;       /* physical address, of bus 0; 0: this machine has none */
    uint8_t first, last; /* buses */
};

/* Reads ACPI's table MCFG. False: it has no entry for segment 0, which holds all devices here. */
bool express_read_table(const uint8_t *table, uint64_t bytes, struct express *express);

#endif
