/* SPDX-License-Identifier: BSD-2-Clause */
/* Waiting for descriptors, by sets of them. poll() has no limit of FD_SETSIZE. */
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

/* Waits until one of the descriptors below `count` in one of the sets (NULL: none) is ready, and
 * leaves only those in; at most for `timeout`; NULL: for ever. Returns how many bits are set. The
 * mask must be NULL. */
int select(int count, fd_set *readable, fd_set *writable, fd_set *exceptional,
           struct timeval *timeout);
int pselect(int count, fd_set *readable, fd_set *writable, fd_set *exceptional,
            const struct timespec *timeout, const sigset_t *mask);

#endif
