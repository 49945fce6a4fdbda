/* SPDX-License-Identifier: BSD-2-Clause */
/* Runs and sleeps by turns, each time for a random while. */
#include <cos/runtime.h>

#include "../../tests/components/random.h"

#define MOST_US 20000

int main(const struct cos_start *start)
{
    struct random random = {start->id};

    for (;;) {
        uint64_t end = cos_tsc() + cos_ticks(random_next(&random) % MOST_US);

        while (cos_tsc() < end) {
        }
        cos_sleep(random_next(&random) % MOST_US);
    }
}
