/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef KERNEL_BOOT_H
#define KERNEL_BOOT_H

#include <stdint.h>

#include "cos/boot.h"

/* What the boot loader says: RAM, and where ACPI's tables begin. */
struct boot_memory {
    struct evm_pieces ram, left; /* all, and what nobody has yet */
    uint8_t rsdp[COS_BOOT_RSDP];
};

/* Where kernel and system image are, physical. */
struct boot_places {
    uint64_t kernel, kernel_end, image, image_end;
};

/* RAM that there is, as the boot loader describes it: in any order. */
void boot_memory_add(struct boot_memory *m, uint64_t base, uint64_t bytes);
uint64_t boot_ram_end(const struct boot_memory *m);
/* All RAM is known: what is neither kernel nor image is left. Halts if the image is not in RAM. */
void boot_memory_begin(struct boot_memory *m, const struct boot_places *places);
/* Physical address of a fresh page, zeroed, which the boot loader's page tables
 * have, too; for boot only. */
uint64_t boot_page(struct boot_memory *m);
/* Frame table, first component, its capabilities; leaves its thread the running one. */
void boot(struct boot_memory *m, const struct boot_places *places, const uint64_t times[3]);

#endif
