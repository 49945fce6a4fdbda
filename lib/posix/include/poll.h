/* SPDX-License-Identifier: BSD-2-Clause */
/* Waiting for descriptors. A component client's may belong to two VMs. */
#ifndef _POLL_H
#define _POLL_H

#include <signal.h>
#include <time.h>

typedef unsigned nfds_t;

struct pollfd {
    int fd;        /* negative: ignored */
    short events;  /* requested */
    short revents; /* returned; POLLERR, POLLHUP and POLLNVAL also if not requested */
};
#define POLLIN     0x0001
#define POLLPRI    0x0002
#define POLLOUT    0x0004
#define POLLERR    0x0008
#define POLLHUP    0x0010
#define POLLNVAL   0x0020
#define POLLRDNORM 0x0040
#define POLLWRNORM POLLOUT
#define POLLRDBAND 0x0080
#define POLLWRBAND 0x0100
#define INFTIM     (-1)

/* timeout: milliseconds; INFTIM: none. Returns how many have revents; 0: timed out. */
int poll(struct pollfd *files, nfds_t count, int timeout);

/* timeout: NULL: none. The mask must be NULL: clients have no signals to mask. */
int pollts(struct pollfd *files, nfds_t count, const struct timespec *timeout,
           const sigset_t *mask);

#endif
