/* SPDX-License-Identifier: BSD-2-Clause */
/* Macros for the tables of keys, and for their readers. */
#ifndef MANIFEST_KEY_TABLE_H
#define MANIFEST_KEY_TABLE_H

#include "keys.h"
#include "manifest.h"

#define BOOL "yes or no"

/* Bits of `guests`. */
#define LINUX  (1u << GUEST_LINUX)
#define NATIVE (1u << GUEST_NATIVE)
#define NETBSD (1u << GUEST_NETBSD)

/* Offset of a member; does not compile unless the member has that type. */
#define AT(structure, member, type)                                                            \
    (offsetof(structure, member) +                                                             \
     0 * sizeof(                                                                               \
             char[__builtin_types_compatible_p(__typeof__(((structure *)0)->member), type) ? 1 \
                                                                                           : -1]))

#endif
