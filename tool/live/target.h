/* SPDX-License-Identifier: BSD-2-Clause */
/* Which running system a verb means: --target. */
#ifndef LIVE_TARGET_H
#define LIVE_TARGET_H

#include "base/base.h"
#include <sys/types.h>

#define TARGET_TTY  "tty:"
#define TARGET_UNIX "unix:"

struct target {
    char *folder; /* its runtime folder; NULL: a line only */
    char *name;   /* for people */
    char *line;   /* path of the line's socket or device */
    bool tty;
    pid_t pid; /* of `evm run`; 0: a line only, or it has ended */
};

/* Finds the system. word: NULL: the only one that runs. ended: one that has ended will do. Reports
 * why there is none. */
enum outcome target_find(struct target *target, const char *word, bool ended);
void target_free(struct target *target);

#endif
