/* SPDX-License-Identifier: BSD-2-Clause */
/* Dates in the format of a PC's real-time clock. */
#ifndef DATE_H
#define DATE_H

#include <stdint.h>

/* bits of a format, as in the clock's status register B; else numbers are BCD */
#define DATE_BINARY    0x04
#define DATE_24_HOURS  0x02
#define DATE_AFTERNOON 0x80 /* in the hour, of 12 hours */

struct date {                                        /* as the clock's registers hold it */
    unsigned second, minute, hour, day, month, year; /* day and month: from 1; year: 0 to 99 */
};

/* Returns the date in seconds since 1970 (UTC), with years from 2000 to 2099. 0: it is not
 * valid. */
uint64_t date_seconds(const struct date *date, unsigned format);

#endif
