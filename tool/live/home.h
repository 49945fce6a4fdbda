/* SPDX-License-Identifier: BSD-2-Clause */
/* The runtime folder of a system that `evm run` runs: $XDG_RUNTIME_DIR/evm/NAME, or
 * /tmp/evm-UID/NAME. Its file `pid` is locked while the system runs: so a system whose evm was
 * killed does not look as if it ran. */
#ifndef HOME_H
#define HOME_H

#include "base/base.h"
#include <sys/types.h>

#define HOME_LINE   "line"    /* the socket of the second serial line */
#define HOME_LOG    "log"     /* what the console has printed; */
#define HOME_OLD    "log.old" /* and before that */
#define HOME_STATUS "status"  /* the exit status of `evm run`, once it has ended */

struct home {
    char *folder, *name; /* NULL: none */
    int lock;
};

/* Makes the folder of a system that begins: NAME, or NAME-2 and so on if NAME runs already. Removes
 * what is left of an earlier run. */
enum outcome home_open(struct home *home, const char *system);
/* line: a socket in the folder is to be removed. status: as of `evm run`. */
void home_close(struct home *home, int status);
/* Returns the path of a file in a folder; the caller frees it. */
char *home_path(const char *folder, const char *file);

/* Returns the folder of all runtime folders; the caller frees it. */
char *home_all(void);
/* Lists the names of all folders, of systems that run or have run; none if the folder of all is
 * another user's, who could lay a trap there. */
void home_list(struct strings *names);
/* Returns the process that runs the system in that folder; 0: it does not run. */
pid_t home_pid(const char *folder);

#endif
