/* SPDX-License-Identifier: BSD-2-Clause */
#include "date.h"

#include <stdbool.h>

#define DAYS_TO_2000 10957u
#define MINUTE_S     60u
#define HOUR_S       3600u
#define DAY_S        86400u

static unsigned number(unsigned value, unsigned format)
{
    return format & DATE_BINARY ? value : (value >> 4) * 10 + (value & 15);
}

/* Converts the contents of the registers to plain numbers. */
static struct date decode(const struct date *raw, unsigned format)
{
    bool halves = !(format & DATE_24_HOURS);
    unsigned hour = number(halves ? raw->hour & ~(unsigned)DATE_AFTERNOON : raw->hour, format);

    if (halves)
        hour = hour == 0 || hour > 12 ? 24 : hour % 12 + (raw->hour & DATE_AFTERNOON ? 12 : 0);
    return (struct date){
        number(raw->second, format), number(raw->minute, format), hour,
        number(raw->day, format),    number(raw->month, format),  number(raw->year, format)};
}

static bool valid(const struct date *date)
{
    return date->second < 60 && date->minute < 60 && date->hour < 24 && date->day - 1 < 31 &&
           date->month - 1 < 12 && date->year < 100;
}

uint64_t date_seconds(const struct date *raw, unsigned format)
{
    static const uint16_t days_before[] = {0, 31, 59, 90, 120, 151, 181, 212, 243, 273, 304, 334};
    struct date date = decode(raw, format);
    uint64_t days;

    if (!valid(&date))
        return 0;
    days = DAYS_TO_2000 + date.year * 365 + (date.year + 3) / 4 + days_before[date.month - 1] +
           date.day - 1;
    days += date.year % 4 == 0 && date.month > 2; /* from 2000 to 2099 every fourth year has a leap
                                                     day */
    return days * DAY_S + date.hour * HOUR_S + date.minute * MINUTE_S + date.second;
}
