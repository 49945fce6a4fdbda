/* SPDX-License-Identifier: BSD-2-Clause */
/* The tables that outlive the component, and behind them, in the same page-table leaf, the device
 * memory that it has asked the booter for. */
#ifndef DEVICES_WINDOW_H
#define DEVICES_WINDOW_H

#include <device_work.h>
#include <stdbool.h>
#include <stdint.h>

/* Tells the booter where its descriptions are. Comes first. */
void window_begin(const struct cos_pci *descriptions);
/* Returns a page of the tables, and its physical address. */
static inline void *window_table(unsigned page)
{
    return (void *)(WORK_TABLES + (uint64_t)page * 4096);
}
uint64_t window_physical(unsigned page);
/* Maps device memory for good. NULL: the booter refuses, or there is no room. */
volatile void *window_keep(uint64_t physical, uint64_t pages);
/* Maps the page of a device in configuration space of PCI Express, until the next call; base,
 * bytes: of all of it. NULL: the booter refuses. */
volatile uint32_t *window_express(uint64_t base, uint64_t bytes, uint64_t page);
/* Fetches an ACPI table. Returns its bytes, at *table, or as WORK_TABLE. */
int64_t window_acpi(const char *name, const uint8_t **table);

#endif
