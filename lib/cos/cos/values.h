/* SPDX-License-Identifier: BSD-2-Clause */
/* What a system call gives back, on all architectures, and how its stubs are compiled. */
#ifndef COS_VALUES_H
#define COS_VALUES_H

#include <stdint.h>

struct cos_values {
    int64_t result;
    uint64_t v0, v1, v2;
};

#define COS_INLINE static inline __attribute__((always_inline))

#endif
