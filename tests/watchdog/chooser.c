/* SPDX-License-Identifier: BSD-2-Clause */
/* Names the time until its next sign of life itself, then gives none. args: that time in ms. */
#include <cos/runtime.h>
#include <cos/syscall.h>
#include <supervisor.h>

#include "../components/argument.h"
#include "../components/check.h"

static int64_t sign(uint64_t ms)
{
    return cos_call(COS_SLOT_SUPERVISOR, SUPERVISOR_ALIVE, ms, 0, 0).value;
}

int main(const struct cos_start *start)
{
    uint64_t events;

    if (start->watchdog == 0) {
        check_result(sign(SUPERVISOR_ALIVE_MOST + 1), -COS_EINVAL, "no time is too long");
        check_result(sign(100), 0, "a component chooses its time");
        cos_sleep(60000);
        check_result(sign(0), 0, "and takes it back");
        cos_sleep(500000);
        check(true, "then it may be silent");
    }
    check_result(sign(argument(0)), 0, "its last sign");
    for (;;)
        cos_wait(COS_SLOT_ENDPOINT, COS_FOREVER, &events);
}
