/* SPDX-License-Identifier: BSD-2-Clause */
/* Gives signs of life as late as it may, so that the supervisor looks at it as often as it can. */
#include <cos/runtime.h>
#include <cos/syscall.h>
#include <supervisor.h>

#define LATE_US  88000 /* of SUPERVISOR_ALIVE_LEAST */
#define APART_US 1700  /* no two components sign at the same time */

int main(const struct cos_start *start)
{
    cos_sleep(APART_US * start->id);
    for (;;) {
        cos_call(COS_SLOT_SUPERVISOR, SUPERVISOR_ALIVE, SUPERVISOR_ALIVE_LEAST, 1, 0);
        cos_ready();
        cos_sleep(LATE_US);
    }
}
