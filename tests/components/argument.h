/* SPDX-License-Identifier: BSD-2-Clause */
/* Numeric arguments of test components. */
#ifndef ARGUMENT_H
#define ARGUMENT_H

#include <cos/runtime.h>
#include <cos/string.h>

/* Returns argument `number` of the component, which must be a decimal number. */
static inline uint64_t argument(unsigned number)
{
    const char *at = (const char *)cos_self()->blobs[0].address;
    uint64_t value = 0;

    while (number--)
        at += strlen(at) + 1;
    for (; *at >= '0' && *at <= '9'; at++)
        value = value * 10 + (uint64_t)(*at - '0');
    return value;
}

#endif
