/* SPDX-License-Identifier: BSD-2-Clause */
/* Ends a driver of low priority, and, while that end cannot go on, one of high priority. Both are
 * nvme.c. */
#include <evm/image.h>
#include <supervisor.h>

#include "check.h"
#include "kill.h"

#define BEGIN_US    200000
#define PATIENCE_US 5000000
#define ALONE_US    200000 /* more than a reset of its device and a pause */

enum { LOW = EVM_NATIVE, HIGH, SPINNER };

/* As booter_call(), but not for ever. */
static int64_t destroy(uint64_t id)
{
    uint64_t deadline = cos_tsc() + cos_ticks(PATIENCE_US), pause_us = 0;
    int64_t error;

    while ((error = cos_booter(BOOTER_DESTROY, id)) == -COS_EBUSY && cos_tsc() < deadline)
        cos_back_off(&pause_us);
    return error;
}

static int64_t state_of(uint64_t id)
{
    return cos_call(COS_SLOT_SUPERVISOR, SUPERVISOR_STATUS, id, 0, 0).value & 0xff;
}

int main(const struct cos_start *start)
{
    uint64_t before;

    (void)start;
    cos_sleep(BEGIN_US); /* in which both drivers have begun */
    check_result(booter_call(BOOTER_CREATE, SPINNER), 0, "a component hogs the CPU");
    check_result(cos_call(COS_SLOT_SUPERVISOR, SUPERVISOR_KILL, LOW, 0, 0).value, 0,
                 "a driver of lower priority is killed");
    cos_sleep(BEGIN_US);
    check_result(state_of(LOW), SUPERVISOR_RUNNING, "its end does not go on");
    before = cos_tsc();
    check_result(destroy(HIGH), 0, "one of higher priority ends");
    check(cos_tsc() - before < cos_ticks(ALONE_US), "no later than its own device");
    check_result(booter_call(BOOTER_CREATE, HIGH), 0, "and begins anew");
    cos_call(COS_SLOT_SUPERVISOR, SUPERVISOR_POWEROFF, (uint64_t)check_done(), 0, 0);
    return 1;
}
