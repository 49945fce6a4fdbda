/* SPDX-License-Identifier: BSD-2-Clause */
/* `evm run -d`: a process in the background runs the system. */
#ifndef LIVE_DETACH_H
#define LIVE_DETACH_H

#include <stdbool.h>

/* Splits the process. In the one that goes on in the background, returns true: it has a session of
 * its own, and neither stdin nor stdout. In the caller's, waits until the system has printed its
 * first line, or has run for three seconds, or its process has ended, tells how to reach it, and
 * returns false with *status. */
bool detach(int *status);
/* A system that prints nothing counts as running after a while, too: then does detach_began().
 * Returns the ms until the next look; -1: none is needed. */
int detach_look(const char *folder, const char *name);
/* The system has printed its first line, and is in that runtime folder under that name: from now on
 * the process in the background has no stderr either. Does nothing in a process that is not. */
void detach_began(const char *folder, const char *name);

#endif
