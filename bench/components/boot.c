/* SPDX-License-Identifier: BSD-2-Clause */
/* Prints the clock at the kernel's first instruction and at a component's first line. */
#include <cos/print.h>
#include <cos/runtime.h>

int main(const struct cos_start *start)
{
    uint64_t now = cos_tsc();

    cos_print("bench native_tsc %llu\n", (unsigned long long)now);
    cos_print("bench kernel_tsc %llu\n", (unsigned long long)start->boot_tsc);
    return 0;
}
