/* SPDX-License-Identifier: BSD-2-Clause */
/* The second serial line. For the first thread. */
#ifndef MONITOR_LINE_H
#define MONITOR_LINE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Sets up the line, which then interrupts when it has received bytes. Returns false if the machine
 * has none. */
bool line_open(void);
/* Returns a received byte, or -1. */
int line_receive(void);
/* Sends the first of these bytes, as many as the line takes now. Returns how many. */
size_t line_send(const uint8_t *bytes, size_t count);
/* Returns true if the line has a cause of interrupt; clears it, except for received bytes. */
bool line_interrupting(void);

#endif
