/* SPDX-License-Identifier: BSD-2-Clause */
/* Watches while the serial line takes nothing: the supervisor must restart components that crash as
 * often as before. Then it waits until the line is read, and reports. */
#include <supervisor.h>

#include "../components/check.h"

#include <cos/runtime.h>
#include <cos/syscall.h>

#define BEGIN_US   3000000 /* the line is full */
#define WATCH_US   5000000
#define LOOK_US    2000
#define LONGEST_US 1000000 /* between two deaths; the machine may be busy */
#define READ_US    4000000

static uint64_t deaths(void)
{
    return (uint64_t)cos_call(COS_SLOT_SUPERVISOR, SUPERVISOR_DEATHS, 0, 0, 0).value;
}

int main(const struct cos_start *start)
{
    uint64_t end, seen, last, longest = 0, first;

    (void)start;
    cos_sleep(BEGIN_US);
    last = cos_tsc();
    end = last + cos_ticks(WATCH_US);
    first = seen = deaths();
    while (cos_tsc() < end) {
        uint64_t now, count;

        cos_sleep(LOOK_US);
        now = cos_tsc();
        count = deaths();
        longest = now - last > longest ? now - last : longest;
        last = count != seen ? now : last;
        seen = count;
    }
    cos_sleep(READ_US);
    check(seen - first > WATCH_US / LONGEST_US, "%lu lives have ended while the line was not read",
          (unsigned long)(seen - first));
    check(longest < cos_ticks(LONGEST_US), "the longest time without was %lu ms",
          (unsigned long)(longest / cos_ticks(1000)));
    cos_call(COS_SLOT_SUPERVISOR, SUPERVISOR_POWEROFF, (uint64_t)check_done(), 0, 0);
    return 1;
}
