/* SPDX-License-Identifier: BSD-2-Clause */
/* From the system's console to stdout. A slow reader is waited for, which slows down who prints;
 * one that takes nothing for a second is not: what it misses is counted, and said where it is
 * missing. */
#ifndef SESSION_CONSOLE_H
#define SESSION_CONSOLE_H

#include "session.h"

#define CONSOLE_PIECE 4096      /* bytes passed on at a time, at most */
#define CONSOLE_ROOM  (1 << 18) /* that wait for the reader: some seconds of a flood */
#define CONSOLE_STUCK 1000      /* ms */

/* Whether what comes from the console has to wait. */
bool console_holds(struct session *session);
void console_pass(struct session *session, const char *bytes, size_t size);

#endif
