/* SPDX-License-Identifier: BSD-2-Clause */
/* Waiting for sets of descriptors. poll() does not have the limit FD_SETSIZE. */
#ifndef _SYS_SELECT_H
#define _SYS_SELECT_H

#include <signal.h>
#include <sys/types.h>
#include <time.h>

#define FD_SETSIZE 256

typedef struct {
    uint32_t fds_bits[FD_SETSIZE / 32];
} fd_set;

#define FD_SET(file, set)   ((void)((set)->fds_bits[(unsigned)(file) / 32] |= 1u << (file) % 32))
#define FD_CLR(file, set)   ((void)((set)->fds_bits[(unsigned)(file) / 32] &= ~(1u << (file) % 32)))
#define FD_ISSET(file, set) ((set)->fds_bits[(unsigned)(file) / 32] >> (file) % 32 & 1)
#define FD_ZERO(set)        ((void)(*(set) = (fd_set){{0}}))

struct timeval;

/* Waits until a descriptor below `count` in one of the sets (NULL: empty) is ready, at most for
 * `timeout` (NULL: for ever), and keeps only ready ones in the sets. Returns how many bits are set.
 * The mask must be NULL. */
int select(int count, fd_set *readable, fd_set *writable, fd_set *exceptional,
           struct timeval *timeout);
int pselect(int count, fd_set *readable, fd_set *writable, fd_set *exceptional,
            const struct timespec *timeout, const sigset_t *mask);

#endif
