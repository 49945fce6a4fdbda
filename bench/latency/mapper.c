/* SPDX-License-Identifier: BSD-2-Clause */
/* Unmaps and maps all its memory without end, as many pages at a time as the kernel allows. */
#include <cos/runtime.h>
#include <cos/syscall.h>

int main(const struct cos_start *start)
{
    for (;;)
        for (uint64_t page = 0; page < start->ram_pages; page += COS_MAP_BATCH) {
            uint64_t address = start->ram_start + page * COS_PAGE_SIZE,
                     pages = start->ram_pages - page;

            pages = pages < COS_MAP_BATCH ? pages : COS_MAP_BATCH;
            cos_unmap(COS_SLOT_PT, address, pages);
            cos_map(COS_SLOT_PT, address, COS_SLOT_REGION, start->rw_pages + page,
                    COS_RIGHT_READ | COS_RIGHT_WRITE, pages);
        }
}
