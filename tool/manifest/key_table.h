/* SPDX-License-Identifier: BSD-2-Clause */
/* How the tables of keys are written. */
#ifndef MANIFEST_KEY_TABLE_H
#define MANIFEST_KEY_TABLE_H

#include "keys.h"
#include "manifest.h"

#define BOOL "yes or no"

/* The offset of a member, which has to have that type. */
#define AT(structure, member, type)                                                            \
    (offsetof(structure, member) +                                                             \
     0 * sizeof(                                                                               \
             char[__builtin_types_compatible_p(__typeof__(((structure *)0)->member), type) ? 1 \
                                                                                           : -1]))

#endif
