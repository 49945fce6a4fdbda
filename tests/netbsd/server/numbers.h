/* SPDX-License-Identifier: BSD-2-Clause */
/* System calls of the stand-in for a rump kernel: some of NetBSD's, and some
 * that only tests have. */
#ifndef NUMBERS_H
#define NUMBERS_H

enum {
    CALL_READ = 3,  /* descriptor, buffer, bytes */
    CALL_WRITE = 4, /* the same */
    CALL_OPEN = 5,  /* path: made if it is not there; one that begins with "fifo" is a pipe */
    CALL_CLOSE = 6, /* descriptor */
    CALL_GETPID = 20,
    CALL_PIPE = 42, /* two values: descriptors */
    CALL_REBOOT = 208,
    CALL_SYSCTL = 202,
    CALL_NANOSLEEP = 430,
    CALL_MMAP = 197,

    CALL_SUM = 500,      /* eight arguments: the first + 2 * the second + ... */
    CALL_ECHO = 501,     /* from, to, bytes: a string */
    CALL_COPY = 502,     /* from, to, bytes (at most 4096) */
    CALL_ANONMMAP = 503, /* bytes */
    CALL_RAISE = 504,    /* signal */
    CALL_COUNT = 505,    /* two values: processes and lwps in use */
    CALL_SERVED = 506,   /* two values: processes of clients, and calls in the middle
                            of which clients died */
    CALL_WRONG = 507,    /* how often the server broke the kernel's rules */
    CALL_DEVICE = 508,   /* microseconds: waits for them, like for a disk, whatever happens */
};

#endif
