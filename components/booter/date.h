/* SPDX-License-Identifier: BSD-2-Clause */
/* Dates as the clock of PCs has them. */
#ifndef DATE_H
#define DATE_H

#include <stdint.h>

/* in a format, as in the clock's status register B; else two decimal digits each */
#define DATE_BINARY    0x04
#define DATE_24_HOURS  0x02
#define DATE_AFTERNOON 0x80 /* in the hour, of 12 hours */

struct date {                                        /* as its registers hold it */
    unsigned second, minute, hour, day, month, year; /* day and month: from 1; year:
                                                        of the century */
};

/* The date in seconds since 1970 (UTC); years are those of 2000 to 2099. 0: it is none. */
uint64_t date_seconds(const struct date *date, unsigned format);

#endif
