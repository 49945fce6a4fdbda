/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef KERNEL_BOOT_H
#define KERNEL_BOOT_H

#include <stdint.h>

#include "cos/boot.h"

/* What the boot loader says: RAM, and where ACPI's tables begin. */
#define BOOT_RANGES 32
struct boot_memory {
    unsigned count;
    struct { uint64_t base, end; } ram[BOOT_RANGES]; /* physical; whole pages */
    uint8_t rsdp[COS_BOOT_RSDP];
};

void boot_memory_add(struct boot_memory *m, uint64_t base, uint64_t bytes);
/* Physical address of a fresh page, zeroed; for boot only. */
uint64_t boot_page(void);
/* First address behind the kernel's image and the system image; boot pages are taken from there. */
void boot_pages_from(uint64_t physical);
uint64_t boot_ram_end(const struct boot_memory *m);
/* Frame table, first component, its capabilities; leaves its thread the running one. */
void boot(const struct boot_memory *m, uint64_t kernel_start, uint64_t image, uint64_t image_bytes,
          const uint64_t times[3]);

#endif
