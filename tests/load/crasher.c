/* SPDX-License-Identifier: BSD-2-Clause */
/* Crashes: with an argument not before the others have done so for a while. */
#include <cos/runtime.h>

#define LATE_US 400000

int main(const struct cos_start *start)
{
    if (start->blob_count > 0)
        cos_sleep(LATE_US);
    *(volatile uint64_t *)0x123456789000 = 1;
    return 0;
}
