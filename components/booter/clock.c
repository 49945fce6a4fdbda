/* SPDX-License-Identifier: BSD-2-Clause */
/* The machine's clock: the one that goes on while it is off, as PCs have it. */
#include "common.h"

#include <cos/runtime.h>
#include <cos/syscall.h>

#include "date.h"

#define CLOCK_INDEX 0x70
#define CLOCK_DATA  0x71

enum { SECOND = 0, MINUTE = 2, HOUR = 4, DAY = 7, MONTH = 8, YEAR = 9, STATUS_A = 10, STATUS_B = 11 }; /* registers */
#define UPDATING   0x80 /* in STATUS_A: about to go on by a second */
#define READS      20000 /* more than an update takes, at a microsecond each */

uint64_t boot_time;

static unsigned read_register(unsigned index)
{
    uint64_t value = 0;

    cos_port_out(COS_BOOT_SLOT_PORTS, CLOCK_INDEX, 1, index);
    cos_port_in(COS_BOOT_SLOT_PORTS, CLOCK_DATA, 1, &value);
    return (unsigned)value;
}

static struct date read_date(void)
{
    return (struct date){ read_register(SECOND), read_register(MINUTE), read_register(HOUR),
                          read_register(DAY),    read_register(MONTH),  read_register(YEAR) };
}

static bool equal(const struct date *a, const struct date *b)
{
    return a->second == b->second && a->minute == b->minute && a->hour == b->hour && a->day == b->day &&
           a->month == b->month && a->year == b->year;
}

void clock_init(void)
{
    for (unsigned i = 0; i < READS; i++) {
        struct date first, second;
        uint64_t now;

        if (read_register(STATUS_A) & UPDATING) {
            continue;
        }
        first = read_date();
        second = read_date();
        if (equal(&first, &second)) {
            now = date_seconds(&first, read_register(STATUS_B));
            boot_time = now == 0 ? 0 : now - (cos_tsc() - boot_info()->boot_tsc) / boot_info()->tsc_hz;
            return;
        }
    }
}
