/* SPDX-License-Identifier: BSD-2-Clause */
/* Ends a component (captor.c), if it has not ended by itself, and gives its memory to a dormant
 * component as soon as it is free. */
#include "check.h"

#include <booter.h>
#include <cos/runtime.h>
#include <cos/syscall.h>
#include <supervisor.h>

#define FIRST_US 100000
#define PAUSE_US 10000
#define TRIES    300

int main(const struct cos_start *start)
{
    uint64_t captor = start->id - 2, tenant = start->id + 1; /* in the manifest's order */
    int64_t status = SUPERVISOR_RUNNING;

    cos_sleep(FIRST_US);
    cos_call(COS_SLOT_SUPERVISOR, SUPERVISOR_KILL, captor, 0, 0);
    for (unsigned i = 0; i < TRIES && !supervisor_stays_down(status); i++) {
        cos_sleep(PAUSE_US);
        status = cos_call(COS_SLOT_SUPERVISOR, SUPERVISOR_STATUS, captor, 0, 0).value;
    }
    check(supervisor_stays_down(status), "a server whose client's thread is in its memory ends");
    check_result(cos_booter(BOOTER_CREATE, tenant), 0, "its memory is given to another one");
    while ((cos_call(COS_SLOT_SUPERVISOR, SUPERVISOR_STATUS, tenant, 0, 0).value & 0xff) ==
           SUPERVISOR_RUNNING)
        cos_sleep(PAUSE_US);
    return check_done();
}
