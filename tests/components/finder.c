/* SPDX-License-Identifier: BSD-2-Clause */
/* Calls services that end in each call (hidden.c), and expects each to run again soon. */
#include "check.h"

#include <cos/runtime.h>
#include <cos/syscall.h>

#define SERVICES 3
#define TRIES    200
#define PAUSE_US 5000

/* Calls it until it ends in a call, as each new life does. */
static bool ends_again(unsigned service)
{
    for (unsigned i = 0; i < TRIES; i++) {
        if (cos_call(COS_SLOT_CALL + service, 0, 0, 0, 0).value == -COS_EDEAD)
            return true;
        cos_sleep(PAUSE_US);
    }
    return false;
}

int main(const struct cos_start *start)
{
    (void)start;
    cos_sleep(PAUSE_US);
    for (unsigned round = 0; round < 3; round++)
        for (unsigned service = 0; service < SERVICES; service++)
            check(ends_again(service), "a service that hides its end restarts");
    return check_done();
}
