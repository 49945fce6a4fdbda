/* SPDX-License-Identifier: BSD-2-Clause */
/* Shared by the files that keep the system's clock (interface/cos/clock.h). */
#ifndef COMPONENTS_BOOTER_CLOCK_H
#define COMPONENTS_BOOTER_CLOCK_H

#include "timekeeper.h"

/* ---- ARCH/rtc.c ---- */

/* Reads the real-time clock, in seconds since 1970 (UTC). tries: how often to read it until it is
 * not updating. Returns 0 if it was updating each time, or holds no valid date. */
uint64_t rtc_read(unsigned tries);

/* ---- ARCH/counters.c ---- */

/* Finds the machine's counters beside the TSC, by ACPI's tables. */
void counters_find(struct keeper_counter counters[KEEPER_COUNTERS]);
/* Reads each of them several times and keeps the tightest reading. */
void counters_read(const struct keeper_counter counters[KEEPER_COUNTERS],
                   struct keeper_reading readings[KEEPER_COUNTERS]);

#endif
