/* SPDX-License-Identifier: BSD-2-Clause */
/* A component that prints nothing while others, less urgent, flood the console:
 * what does that cost it? */
#include <supervisor.h>

#include "../components/check.h"
#include "meter.h"

#define ROUNDS     200
#define RUN_US     1000
#define REST_US    1000
#define MOST_TAKEN 35 /* thousandths */
#define LONGEST_US 40

int main(const struct cos_start *start)
{
    struct meter meter = {0};

    (void)start;
    cos_sleep(20000); /* the flood has begun */
    for (unsigned i = 0; i < ROUNDS; i++) {
        meter_rest(&meter, REST_US);
        meter_run(&meter, RUN_US);
    }
    check(meter_taken(&meter) <= MOST_TAKEN,
          "the console takes %u thousandths of the CPU, at most %u", meter_taken(&meter),
          MOST_TAKEN);
    check(meter.longest <= cos_ticks(LONGEST_US),
          "the longest interruption is %lu ticks, at most %lu", (unsigned long)meter.longest,
          (unsigned long)cos_ticks(LONGEST_US));
    cos_call(COS_SLOT_SUPERVISOR, SUPERVISOR_POWEROFF, (uint64_t)check_done(), 0, 0);
    return 1;
}
