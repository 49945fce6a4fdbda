/* SPDX-License-Identifier: BSD-2-Clause */
/* Crashes at once, with a deep stack of calls to tell of. */
#include <cos/runtime.h>

#define DEEP 24

static __attribute__((noinline)) int crash(unsigned depth)
{
    int below = depth > 0 ? crash(depth - 1) : *(volatile int *)0x123456789000;

    __asm__ volatile("" : "+r"(below)); /* no tail call */
    return below;
}

int main(const struct cos_start *start)
{
    (void)start;
    return crash(DEEP);
}
