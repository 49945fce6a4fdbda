/* SPDX-License-Identifier: BSD-2-Clause */
/* A component that takes all the CPU that it gets. */
#include <cos/runtime.h>

int main(const struct cos_start *start)
{
    (void)start;
    for (;;)
        __asm__ volatile("");
}
