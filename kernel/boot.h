/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef KERNEL_BOOT_H
#define KERNEL_BOOT_H

#include <stdint.h>

#include "cos/boot.h"

/* What the boot loader says: RAM, and where ACPI's tables begin. */
struct boot_memory {
    struct evm_pieces ram, left; /* all, and what is not taken yet */
    uint8_t rsdp[COS_BOOT_RSDP];
};

/* Where kernel and system image are, physical. */
struct boot_places {
    uint64_t kernel, kernel_end, image, image_end;
};

/* Adds a range of RAM that the boot loader reports; in any order. */
void boot_memory_add(struct boot_memory *m, uint64_t base, uint64_t bytes);
uint64_t boot_ram_end(const struct boot_memory *m);
/* Called when all RAM is known: takes kernel and image out. Halts if the image is not in RAM. */
void boot_memory_begin(struct boot_memory *m, const struct boot_places *places);
/* Takes and zeroes a page that the boot page tables map. Returns its physical address. */
uint64_t boot_page(struct boot_memory *m);
/* Makes the frame table, the first component and its capabilities; runs its thread. */
void boot(struct boot_memory *m, const struct boot_places *places, const uint64_t times[3]);

#endif
