/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Pieces of physical memory: a machine has several, with devices and the firmware's memory in
 * between. The kernel takes from them what it needs at boot and hands the rest to the booter; the
 * tool computes the same for a given machine (lib/room).
 */
#ifndef EVM_MEMORY_H
#define EVM_MEMORY_H

#include <stdbool.h>
#include <stdint.h>

#define EVM_PIECES  24
#define EVM_RAM_END 0x1000000000 /* 64 GiB: the kernel uses no memory beyond */
/* nor below this address, except for the image: the firmware's vectors are there */
#define EVM_RAM_START   0x1000
#define EVM_KERNEL_LOAD 0x100000 /* where the kernel is */
/* from here on, if there is memory, is what is to survive a reset (board.h): firmware and boot
 * loaders change lower memory, and the highest */
#define EVM_RECORD_FROM 0x200000
/* size of the kernel's frame table for each page of memory and of the gaps in it */
#define EVM_FRAME_BYTES 32
/* the kernel takes a page-table node for each GiB but the first, all of them below this address */
#define EVM_NODE_SPAN 0x40000000
#define EVM_PAGE      4096

struct evm_pieces {
    uint32_t count;
    struct {
        uint64_t base, end;
    } piece[EVM_PIECES]; /* whole pages; ascending, with a
                                                         gap between each two */
};

/* Returns the size of the kernel's frame table for memory that ends at `ram_end`: whole pages, in
 * bytes. */
static inline uint64_t evm_frame_table(uint64_t ram_end)
{
    return (ram_end / EVM_PAGE * EVM_FRAME_BYTES + EVM_PAGE - 1) & ~(uint64_t)(EVM_PAGE - 1);
}

#endif
