/* SPDX-License-Identifier: BSD-2-Clause */
/* Which frames are taken: exactly those in `runs`. First fit among the gaps. */
#include "common.h"

#include <cos/abi.h>

struct run runs[EVM_COMPONENTS][RUN_KINDS];

/* A run that shares pages with [first, first + pages) of a RAM region, or NULL. */
static const struct run *overlapping(uint32_t ram, uint64_t first, uint64_t pages)
{
    for (uint64_t i = 0; i < image()->component_count * RUN_KINDS; i++) {
        const struct run *run = &runs[0][0] + i;

        if (run->pages > 0 && run->ram == ram && run->first < first + pages && first < run->first + run->pages) {
            return run;
        }
    }
    return NULL;
}

int64_t run_allocate(struct run *run, uint64_t pages)
{
    for (uint32_t ram = 0; ram < boot_info()->ram_count && pages > 0; ram++) {
        const struct run *in_the_way = NULL;
        uint64_t first = 0;

        while (first + pages <= boot_info()->ram[ram].pages && (in_the_way = overlapping(ram, first, pages)) != NULL) {
            first = in_the_way->first + in_the_way->pages;
        }
        if (first + pages <= boot_info()->ram[ram].pages) {
            *run = (struct run){ .ram = ram, .first = (uint32_t)first, .pages = (uint32_t)pages };
            return 0;
        }
    }
    *run = (struct run){ 0 };
    return pages == 0 ? 0 : -COS_ENOMEM;
}

uint32_t run_take(struct run *run)
{
    return run->first + run->used++;
}

uint64_t frames_free(void)
{
    uint64_t free = 0;

    for (uint32_t ram = 0; ram < boot_info()->ram_count; ram++) {
        free += boot_info()->ram[ram].pages;
    }
    for (uint64_t i = 0; i < EVM_COMPONENTS * RUN_KINDS; i++) {
        free -= (&runs[0][0] + i)->pages;
    }
    return free;
}
