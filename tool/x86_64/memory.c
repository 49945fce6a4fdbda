/* SPDX-License-Identifier: BSD-2-Clause */
/* The memory of QEMU's machines, with SeaBIOS. */
#include <string.h>

#include "target.h"

#define GIB       (1ull << 30)
#define FIRMWARE  0x21000 /* bytes of firmware at the end of the memory below 4 GiB */
#define BIOS_DATA 0x9f000 /* end of the first piece of memory */

static bool is_pc(const char *machine)
{
    return !strcmp(machine, TARGET_OTHER_MACHINE);
}

uint64_t target_low_most(const char *machine)
{
    return is_pc(machine) ? 0xe0000000 : 0xb0000000;
}

struct evm_pieces target_memory(const char *machine, uint64_t bytes)
{
    uint64_t low = bytes < target_low_most(machine) ? bytes : is_pc(machine) ? 3 * GIB : 2 * GIB;
    struct evm_pieces pieces = {0};

    pieces_add(&pieces, 0, BIOS_DATA);
    if (low > EVM_KERNEL_LOAD + FIRMWARE)
        pieces_add(&pieces, EVM_KERNEL_LOAD, (low - FIRMWARE) & ~(uint64_t)(EVM_PAGE - 1));
    if (bytes > low)
        pieces_add(&pieces, 4 * GIB,
                   4 * GIB + bytes - low > EVM_RAM_END ? EVM_RAM_END : 4 * GIB + bytes - low);
    return pieces;
}
