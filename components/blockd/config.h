/* SPDX-License-Identifier: BSD-2-Clause */
/* The service's arguments: its users and what they may use. No system calls. */
#ifndef BLOCKD_CONFIG_H
#define BLOCKD_CONFIG_H

#include "grant.h"

#include <stddef.h>

struct config_problem {
    const char *word; /* of the text; NULL: it is about the whole of the user, or of the text */
    int length;
    const char *user; /* its name; empty: none yet */
    const char *expected;
};

/*
 * Reads words with blanks or NULs between them (README.md) and makes grants of them; *grants was
 * zeroed. disks: how many there are. False: *problem says why.
 */
bool config_read(struct grants *grants, const char *text, size_t bytes, unsigned disks,
                 struct config_problem *problem);

#endif
