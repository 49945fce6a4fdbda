/* SPDX-License-Identifier: BSD-2-Clause */
/* Gate 0 of hall.c. */
#ifndef HALL_H
#define HALL_H

enum hall_method {
    HALL_ENTER,  /* waits inside until HALL_OPEN; the thread's id. EAGAIN: not yet, or no longer */
    HALL_INSIDE, /* how many threads wait inside */
    HALL_OPEN,   /* lets them all out */
};

#endif
