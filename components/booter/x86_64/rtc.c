/* SPDX-License-Identifier: BSD-2-Clause */
/* The real-time clock of PCs, which runs on while the machine is off. */
#include "clock.h"
#include "common.h"

#include <cos/syscall.h>

#include "date.h"

#define CLOCK_INDEX 0x70
#define CLOCK_DATA  0x71

/* registers */
enum {
    SECOND = 0,
    MINUTE = 2,
    HOUR = 4,
    DAY = 7,
    MONTH = 8,
    YEAR = 9,
    STATUS_A = 10,
    STATUS_B = 11
};
#define UPDATING 0x80 /* in STATUS_A: an update is due or in progress */

static unsigned read_register(unsigned index)
{
    uint64_t value = 0;

    cos_port_out(COS_BOOT_SLOT_PORTS, CLOCK_INDEX, 1, index);
    cos_port_in(COS_BOOT_SLOT_PORTS, CLOCK_DATA, 1, &value);
    return (unsigned)value;
}

static struct date read_date(void)
{
    return (struct date){read_register(SECOND), read_register(MINUTE), read_register(HOUR),
                         read_register(DAY),    read_register(MONTH),  read_register(YEAR)};
}

static bool equal(const struct date *a, const struct date *b)
{
    return a->second == b->second && a->minute == b->minute && a->hour == b->hour &&
           a->day == b->day && a->month == b->month && a->year == b->year;
}

uint64_t rtc_read(unsigned tries)
{
    for (unsigned i = 0; i < tries; i++) {
        struct date first, second;

        if (read_register(STATUS_A) & UPDATING)
            continue;
        first = read_date();
        second = read_date();
        if (equal(&first, &second))
            return date_seconds(&first, read_register(STATUS_B));
    }
    return 0;
}
