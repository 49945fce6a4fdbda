/* SPDX-License-Identifier: BSD-2-Clause */
#include "tsc.h"

#define LEAF_FEATURES  1
#define HYPERVISOR_ECX (1u << 31)
/* ebx / eax: TSC ticks per tick of the crystal; ecx: its frequency, if known */
#define LEAF_CRYSTAL     0x15
#define LEAF_FREQUENCY   0x16 /* eax: MHz */
#define LEAF_HYPERVISORS 0x40000000
#define LEAF_TIMING      0x40000010 /* eax: kHz */

#define NEAR_SHIFT 7 /* near: within 1/128 */

static uint64_t by_hypervisor(struct cpuid (*ask)(uint32_t))
{
    if (!(ask(LEAF_FEATURES).ecx & HYPERVISOR_ECX) || ask(LEAF_HYPERVISORS).eax < LEAF_TIMING)
        return 0;
    return ask(LEAF_TIMING).eax * 1000ull;
}

struct tsc_told tsc_told(struct cpuid (*ask)(uint32_t leaf))
{
    struct cpuid crystal = ask(LEAF_CRYSTAL);
    uint64_t exact = crystal.eax && crystal.ebx && crystal.ecx
                         ? (uint64_t)crystal.ecx * crystal.ebx / crystal.eax
                         : 0;
    return (struct tsc_told){exact ? exact : by_hypervisor(ask),
                             (ask(LEAF_FREQUENCY).eax & 0xffff) * 1000000ull};
}

static bool is_near(uint64_t a, uint64_t b)
{
    uint64_t apart = a > b ? a - b : b - a;
    return apart <= b >> NEAR_SHIFT;
}

uint64_t tsc_choose(uint64_t measured, struct tsc_told told)
{
    if (measured)
        return is_near(told.exact, measured) ? told.exact : measured;
    return told.exact ? told.exact : told.nominal;
}
