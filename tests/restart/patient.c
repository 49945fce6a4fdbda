/* SPDX-License-Identifier: BSD-2-Clause */
/* Waits until another component has ended for good (lives.h). */
#include "lives.h"

#include "../components/check.h"

#define LOOK_US     10000
#define PATIENCE_US 60000000

int main(const struct cos_start *start)
{
    uint64_t deadline = cos_tsc() + cos_ticks(PATIENCE_US);

    (void)start;
    while (!lives_are_over(0) && cos_tsc() < deadline)
        cos_sleep(LOOK_US);
    check(lives_are_over(0), "component %lu is not started again any more",
          (unsigned long)lives_component());
    return check_done();
}
