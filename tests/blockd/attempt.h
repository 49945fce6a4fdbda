/* SPDX-License-Identifier: BSD-2-Clause */
/* A request to a disk, and its status. */
#ifndef ATTEMPT_H
#define ATTEMPT_H

#include <stdint.h>

struct attempt {
    unsigned kind;
    uint64_t block;
    uint32_t length;
    int64_t result;
};

#endif
