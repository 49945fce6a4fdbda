/* SPDX-License-Identifier: BSD-2-Clause */
/* Signal numbers. Clients receive no signals: a write to a socket without a reader fails with
 * EPIPE. */
#ifndef _SIGNAL_H
#define _SIGNAL_H

#include <stdint.h>

typedef struct {
    uint32_t bits[4];
} sigset_t;

#define SIGHUP  1
#define SIGINT  2
#define SIGQUIT 3
#define SIGILL  4
#define SIGTRAP 5
#define SIGABRT 6
#define SIGFPE  8
#define SIGKILL 9
#define SIGBUS  10
#define SIGSEGV 11
#define SIGSYS  12
#define SIGPIPE 13
#define SIGALRM 14
#define SIGTERM 15
#define SIGUSR1 30
#define SIGUSR2 31

/* Ends the program with status 128 + signal. */
int raise(int signal);

#endif
