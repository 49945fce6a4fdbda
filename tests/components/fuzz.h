/* SPDX-License-Identifier: BSD-2-Clause */
/* What the fuzzer tells the component that watches it, in their link, and what that
 * answers to its call. */
#ifndef FUZZ_H
#define FUZZ_H

#include <cos/abi.h>
#include <cos/start.h>
#include <stdint.h>

#define FUZZ_LINK COS_LINK_ADDRESS(5, 0) /* owned by the second component of the manifest */

/* Counted by the fuzzer, which may have written anything else there. */
struct fuzz_counts {
    uint64_t done, made[COS_OPS], good[COS_OPS]; /* calls; of each operation; and
                                                    those that succeeded */
};

/* The call's first result is the seed, its second one the number of calls to make. Lives with such
 * seeds are wild: they spare nothing, not even themselves. */
static inline int fuzz_wild(uint64_t seed)
{
    return seed % 4 == 3;
}

#endif
