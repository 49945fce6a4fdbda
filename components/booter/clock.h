/* SPDX-License-Identifier: BSD-2-Clause */
/* Between the files that keep the system's clock (interface/cos/clock.h). */
#ifndef COMPONENTS_BOOTER_CLOCK_H
#define COMPONENTS_BOOTER_CLOCK_H

#include "timekeeper.h"

/* ---- rtc.c ---- */

/* The machine's clock, in seconds since 1970 (UTC). tries: how often it is asked until it is not
 * about to go on. 0: it was about to each time, or what it says is no date. */
uint64_t rtc_read(unsigned tries);

/* ---- counters.c ---- */

/* Finds the counters that the machine has beside the TSC, with the help of ACPI's tables. */
void counters_find(struct keeper_counter counters[KEEPER_COUNTERS]);
/* Reads them, each at its tightest. */
void counters_read(const struct keeper_counter counters[KEEPER_COUNTERS],
                   struct keeper_reading readings[KEEPER_COUNTERS]);

#endif
