/* SPDX-License-Identifier: BSD-2-Clause */
/* Kills a driver or a switch under load and starts it again, several times; its id follows this component's. */
#include <check.h>
#include <kill.h>

#define KILLS   20
#define LOAD_US 5000 /* between them */

int main(const struct cos_start *start)
{
    const uint64_t driver = start->id + 1;
    unsigned killed = 0;

    cos_sleep(20 * LOAD_US);
    for (unsigned i = 0; i < KILLS; i++) {
        cos_sleep(LOAD_US);
        killed += kill_and_restart(driver) == 0;
    }
    check_result(killed, KILLS, "the driver was killed and started again, each time");
    return check_done();
}
