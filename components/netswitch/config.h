/* SPDX-License-Identifier: BSD-2-Clause */
/* The switch's arguments: its ports. No system calls. */
#ifndef NETSWITCH_CONFIG_H
#define NETSWITCH_CONFIG_H

#include "fabric.h"

#include <stddef.h>

#define CONFIG_DEFAULT_BURST 65536

struct config_problem {
    const char *word; /* of the text; NULL: it is about the whole of the port, or of the text */
    int length;
    const char *port; /* its name; empty: none yet */
    const char *expected;
};

/*
 * Reads words with blanks or NULs between them (README.md) and makes the switch of them; *fabric
 * was zeroed. hz: ticks of the clock a second. False: *problem says why.
 */
bool config_read(struct fabric *fabric, const char *text, size_t bytes, uint64_t hz,
                 struct config_problem *problem);

#endif
