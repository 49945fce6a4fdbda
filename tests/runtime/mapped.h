/* SPDX-License-Identifier: BSD-2-Clause */
/* Memory where the booter sees the image and what the kernel tells it. */
#ifndef MAPPED_H
#define MAPPED_H

#include <cos/boot.h>
#include <stdbool.h>
#include <stdint.h>
#include <sys/mman.h>

static inline bool map_at(uint64_t address, uint64_t bytes)
{
    return mmap((void *)address, bytes, PROT_READ | PROT_WRITE,
                MAP_PRIVATE | MAP_ANONYMOUS | MAP_FIXED_NOREPLACE, -1, 0) != MAP_FAILED;
}

/* Maps so many pages for the image. False: the memory could not be had. */
static inline bool map_boot(uint64_t pages)
{
    if (!map_at(COS_BOOT_INFO, COS_PAGE_SIZE) || !map_at(COS_BOOT_IMAGE, pages * COS_PAGE_SIZE))
        return false;
    ((struct cos_boot *)COS_BOOT_INFO)->image_pages = pages;
    return true;
}

#endif
