/* SPDX-License-Identifier: BSD-2-Clause */
/* Prints the time again and again until it is asked to end; the test outside the machine compares.
 */
#include <cos/print.h>
#include <cos/runtime.h>
#include <cos/syscall.h>

#define PAUSE_US \
    20000 /* short: the quickest of many lines tells, on a host that shows lines late */

COS_STACK(4096);

int main(const struct cos_start *start)
{
    uint64_t before = 0, back = 0, events = 0;

    (void)start;
    while (!(events & COS_EVENT_POWER)) {
        struct cos_clock_line line = cos_clock_line(cos_clock());
        uint64_t ns = cos_ns();

        back += ns < before;
        before = ns;
        cos_print("clock %llu %llu %llu %llu %llu\n", (unsigned long long)ns,
                  (unsigned long long)line.day, (unsigned long long)line.stood,
                  (unsigned long long)line.hz, (unsigned long long)back);
        cos_wait(COS_SLOT_ENDPOINT, cos_tsc() + cos_ticks(PAUSE_US), &events);
    }
    return 0;
}
