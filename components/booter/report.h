/* SPDX-License-Identifier: BSD-2-Clause */
/* Messages before the console runs: until then the booter uses the serial line itself. */
#ifndef BOOTER_REPORT_H
#define BOOTER_REPORT_H

void warn(const char *format, ...) __attribute__((format(printf, 1, 2)));
/* Says why the system cannot start, and ends it with status 1. */
_Noreturn void give_up(const char *format, ...) __attribute__((format(printf, 1, 2)));

/* Sends a character to the serial line; waits for it a bounded time (ARCH/serial.c). */
void report_put(char c);

#endif
