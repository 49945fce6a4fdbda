/* SPDX-License-Identifier: BSD-2-Clause */
/* Has the memory that another component had before; it must not change. */
#include "check.h"

#include <cos/abi.h>
#include <cos/runtime.h>

#define ROUNDS   10
#define PAUSE_US 100000

int main(const struct cos_start *start)
{
    uint64_t *words = (uint64_t *)start->ram_start,
             count = start->ram_pages * (COS_PAGE_SIZE / sizeof *words), bad = 0;

    for (uint64_t i = 0; i < count; i++)
        words[i] = i;
    for (unsigned round = 0; round < ROUNDS; round++) {
        cos_sleep(PAUSE_US);
        for (uint64_t i = 0; i < count; i++)
            bad += words[i] != i;
    }
    check_result((int64_t)bad, 0, "no other component changes a word of its memory");
    return check_done();
}
