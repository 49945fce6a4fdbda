/* SPDX-License-Identifier: BSD-2-Clause */
/* An image without contents, of components and grants that a test fills in. */
#ifndef SMALL_IMAGE_H
#define SMALL_IMAGE_H

#include <stddef.h>
#include <stdint.h>
#include <sys/mman.h>

#include <cos/abi.h>
#include <evm/image.h>

#define SMALL_COMPONENTS 256 /* where they begin */

/* Maps it at that address. grants: the offset of the grants. Returns its header, or NULL. */
static inline struct evm_image *map_small_image(uint64_t address, unsigned pages, unsigned parts,
                                                uint32_t grants)
{
    void *memory = mmap((void *)address, pages * COS_PAGE_SIZE, PROT_READ | PROT_WRITE,
                        MAP_PRIVATE | MAP_ANONYMOUS | MAP_FIXED_NOREPLACE, -1, 0);
    struct evm_image *head = memory;

    if (memory == MAP_FAILED)
        return NULL;
    head->component_count = parts;
    head->components = SMALL_COMPONENTS;
    head->grants = grants;
    return head;
}

#endif
