/* SPDX-License-Identifier: BSD-2-Clause */
#include "entropy.h"

#define SEED_TRIES 64 /* the source refills within microseconds */
#define RAND_TRIES 10 /* a working generator is busy for fewer tries */

#define LEAF_FEATURES 1
#define LEAF_EXTENDED 7
#define RDRAND_ECX    (1u << 30)
#define RDSEED_EBX    (1u << 18)

struct cpuid {
    uint32_t eax, ebx, ecx, edx;
};

static struct cpuid cpuid(uint32_t leaf)
{
    struct cpuid out;

    __asm__("cpuid"
            : "=a"(out.eax), "=b"(out.ebx), "=c"(out.ecx), "=d"(out.edx)
            : "a"(leaf), "c"(0));
    return out;
}

static bool has_seed(void)
{
    return cpuid(0).eax >= LEAF_EXTENDED && (cpuid(LEAF_EXTENDED).ebx & RDSEED_EBX) != 0;
}

static bool has_rand(void)
{
    return (cpuid(LEAF_FEATURES).ecx & RDRAND_ECX) != 0;
}

static bool read_seed(uint64_t *word)
{
    bool good;

    __asm__ volatile("rdseed %0" : "=r"(*word), "=@ccc"(good));
    return good;
}

static bool read_rand(uint64_t *word)
{
    bool good;

    __asm__ volatile("rdrand %0" : "=r"(*word), "=@ccc"(good));
    return good;
}

/* After a sleep, some CPUs return all ones or all zeros and report success. */
static bool try(bool (*read)(uint64_t *), unsigned tries, uint64_t *word)
{
    while (tries-- > 0) {
        if (read(word) && *word != 0 && *word != UINT64_MAX)
            return true;
        __asm__ volatile("pause");
    }
    return false;
}

bool entropy_from_cpu(uint64_t *word)
{
    static bool known, seed, rand;

    if (!known) {
        seed = has_seed();
        rand = has_rand();
        known = true;
    }
    return (seed && try(read_seed, SEED_TRIES, word)) || (rand && try(read_rand, RAND_TRIES, word));
}
