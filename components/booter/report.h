/* SPDX-License-Identifier: BSD-2-Clause */
/* Messages before there is a console: the serial line is the booter's own until that runs. */
#ifndef BOOTER_REPORT_H
#define BOOTER_REPORT_H

void warn(const char *format, ...) __attribute__((format(printf, 1, 2)));
/* Says why the system cannot start, and ends it with status 1. */
_Noreturn void give_up(const char *format, ...) __attribute__((format(printf, 1, 2)));

#endif
