/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Counters of known frequency: ACPI's timer, and channel 2 of the PIT, which the kernel leaves
 * running: it counts down from 65535 over and over.
 */
#include "acpi.h"
#include "clock.h"
#include "common.h"

#include <cos/runtime.h>
#include <cos/syscall.h>

enum { ACPI_TIMER, PIT, COUNTERS };
_Static_assert(COUNTERS == KEEPER_COUNTERS, "the keeper knows as many");

#define ACPI_HZ      3579545
#define PIT_HZ       1193182
#define PIT_CHANNEL2 0x42
#define PIT_COMMAND  0x43
#define PIT_LATCH    0x80 /* latches the count of channel 2 for reading */
#define READINGS     6

/* ACPI's table FADT: offsets. */
enum {
    FADT_TIMER = 76,
    FADT_TIMER_BYTES = 91,
    FADT_FLAGS = 112,
    FADT_TIMER_EXTENDED = 208,
    FADT_END = 220
};
#define FLAG_32_BITS (1u << 8)
#define SPACE_PORTS  1 /* the first byte of an extended address, whose last 8 bytes are the port */
#define EXTENDED_AT  4

static uint16_t acpi_port;

/* Returns the port of ACPI's timer; 0: the table has none. */
static uint64_t timer_port(const uint8_t *fadt, uint64_t bytes)
{
    uint64_t port = bytes > FADT_TIMER_BYTES && fadt[FADT_TIMER_BYTES] == 4
                        ? acpi_number(fadt + FADT_TIMER, 4)
                        : 0;

    if (port == 0 && bytes >= FADT_END && fadt[FADT_TIMER_EXTENDED] == SPACE_PORTS)
        port = acpi_number(fadt + FADT_TIMER_EXTENDED + EXTENDED_AT, 8);
    return port <= UINT16_MAX - 3 ? port : 0;
}

void counters_find(struct keeper_counter counters[KEEPER_COUNTERS])
{
    const uint8_t *fadt = NULL;
    uint64_t bytes = 0;

    counters[PIT] = (struct keeper_counter){.hz = PIT_HZ, .mask = 0xffff};
    if (acpi_table(boot_info()->rsdp, space_look, "FACP", &fadt, &bytes) == 0 && fadt != NULL) {
        bool wide = bytes > FADT_FLAGS + 4 && (acpi_number(fadt + FADT_FLAGS, 4) & FLAG_32_BITS);

        acpi_port = (uint16_t)timer_port(fadt, bytes);
        counters[ACPI_TIMER] = (struct keeper_counter){.hz = acpi_port != 0 ? ACPI_HZ : 0,
                                                       .mask = wide ? UINT32_MAX : 0xffffff};
    }
    space_unlook();
}

static void read_acpi(struct keeper_reading *best)
{
    for (unsigned i = 0; i < READINGS; i++) {
        uint64_t before = cos_tsc(), count = 0;

        if (cos_port_in(COS_BOOT_SLOT_PORTS, acpi_port, 4, &count) != 0)
            return;
        keeper_better(best, before, cos_tsc(), count);
    }
}

static void read_pit(struct keeper_reading *best)
{
    for (unsigned i = 0; i < READINGS; i++) {
        uint64_t before = cos_tsc(), after, low = 0, high = 0;

        cos_port_out(COS_BOOT_SLOT_PORTS, PIT_COMMAND, 1, PIT_LATCH);
        after = cos_tsc();
        cos_port_in(COS_BOOT_SLOT_PORTS, PIT_CHANNEL2, 1, &low);
        cos_port_in(COS_BOOT_SLOT_PORTS, PIT_CHANNEL2, 1, &high);
        keeper_better(best, before, after, 0xffff - (low | high << 8));
    }
}

void counters_read(const struct keeper_counter counters[KEEPER_COUNTERS],
                   struct keeper_reading readings[KEEPER_COUNTERS])
{
    readings[ACPI_TIMER] = readings[PIT] = (struct keeper_reading){.width = UINT64_MAX};
    if (counters[ACPI_TIMER].hz != 0)
        read_acpi(&readings[ACPI_TIMER]);
    if (counters[PIT].hz != 0)
        read_pit(&readings[PIT]);
}
