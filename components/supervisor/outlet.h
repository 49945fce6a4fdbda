/* SPDX-License-Identifier: BSD-2-Clause */
/* The way of the supervisor's text to the console, which may have ended. */
#ifndef SUPERVISOR_OUTLET_H
#define SUPERVISOR_OUTLET_H

#include <console.h>
#include <stdbool.h>
#include <stdint.h>

#define OUTLET_WORDS (CONSOLE_CHUNK / sizeof(uint64_t))

/* Takes a part of a line, or its end. False: there is no room, and it has taken nothing; only at
 * the beginning of a line. */
bool outlet_put(const uint64_t text[OUTLET_WORDS], unsigned bytes, bool ends);
/* Whether it keeps text for the console's next life. */
bool outlet_keeps(void);
/* Passes that on to the console, which has begun anew. */
void outlet_pass(void);
/* Returns the TSC time since which a thread of the supervisor has been in the console; 0: none is.
 * Any thread. */
uint64_t outlet_call(void);

#endif
