/* SPDX-License-Identifier: BSD-2-Clause */
/* The fuzzer's report in its link to the component that watches it, and that one's answer to its
 * call. */
#ifndef FUZZ_H
#define FUZZ_H

#include <cos/abi.h>
#include <cos/start.h>
#include <stdint.h>

#define FUZZ_LINK COS_LINK_ADDRESS(5, 0) /* the manifest's second component owns it */

/* The fuzzer counts here, but may have written anything over it. */
struct fuzz_counts {
    uint64_t done, made[COS_OPS], good[COS_OPS]; /* calls; of each operation; and
                                                    those that succeeded */
};

/* The call's first result is the seed, its second the number of calls to make. Lives with such
 * seeds are wild: they spare nothing, not even themselves. */
static inline int fuzz_wild(uint64_t seed)
{
    return seed % 4 == 3;
}

#endif
