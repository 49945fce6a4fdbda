/* SPDX-License-Identifier: BSD-2-Clause */
/* Passes the system's console to stdout. A slow reader slows down the components that print. If the
 * reader takes nothing for a second, the tool drops text, and a line says how much in its place. */
#ifndef SESSION_CONSOLE_H
#define SESSION_CONSOLE_H

#include "session.h"

#define CONSOLE_PIECE 4096      /* most bytes passed on at a time */
#define CONSOLE_ROOM  (1 << 18) /* bytes that may wait for the reader: some seconds of a flood */
#define CONSOLE_STUCK 1000      /* ms */

/* Returns true if text from the console has to wait. */
bool console_holds(struct session *session);
void console_pass(struct session *session, const char *bytes, size_t size);

#endif
