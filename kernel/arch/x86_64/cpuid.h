/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef CPUID_H
#define CPUID_H

#include <stdint.h>

struct cpuid {
    uint32_t eax, ebx, ecx, edx;
};

/* All 0 where the CPU does not know the leaf. */
struct cpuid cpuid(uint32_t leaf);

#endif
