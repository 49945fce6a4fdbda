/* SPDX-License-Identifier: BSD-2-Clause */
/* Asks for the system's end, which only `asker` may, and ends when told to; `deaf` does neither. */
#include <cos/abi.h>
#include <cos/runtime.h>
#include <cos/string.h>
#include <cos/syscall.h>
#include <supervisor.h>

#include "check.h"

#define START_US 100000 /* time for the others to get ready */

static void wait_for_power_event(void)
{
    uint64_t events = 0;

    while (!(events & COS_EVENT_POWER))
        cos_wait(COS_SLOT_ENDPOINT, COS_FOREVER, &events);
    check(true, "told to end");
}

int main(const struct cos_start *start)
{
    bool asker = memcmp(start->name, "asker", sizeof "asker") == 0;

    while (memcmp(start->name, "deaf", sizeof "deaf") == 0)
        cos_sleep(START_US);
    if (asker)
        cos_sleep(START_US);
    check_result(cos_call(COS_SLOT_SUPERVISOR, SUPERVISOR_SHUTDOWN, 0, 0, 0).value,
                 asker ? 0 : -COS_EDENIED, asker ? "may ask" : "may not ask");
    wait_for_power_event();
    return check_done();
}
