/* SPDX-License-Identifier: BSD-2-Clause */
/* The calls of loans.c, by contender.c: a0 = kind, a1 = microseconds; result: 0. */
#ifndef LOANS_H
#define LOANS_H

enum kind {
    CALL_WORK,  /* computes, with the virtual CPU */
    CALL_SLEEP, /* waits; without it */
};

#define WORK_US 400 /* at most; each caller's */

#endif
