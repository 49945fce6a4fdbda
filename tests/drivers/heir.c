/* SPDX-License-Identifier: BSD-2-Clause */
/* Ends when the other side of its link has lent that to its device; in its next life nobody has it
 * any more. */
#include <cos/runtime.h>
#include <cos/syscall.h>
#include <supervisor.h>

#include "check.h"

#define SOON_US 500000

int main(const struct cos_start *start)
{
    uint64_t events;
    int64_t status;

    if (cos_wait(COS_SLOT_ENDPOINT, cos_tsc() + cos_ticks(SOON_US), &events) == 0)
        return 1; /* it is started again, since it has failed */
    status = cos_call(COS_SLOT_SUPERVISOR, SUPERVISOR_STATUS, start->links[0].peer, 0, 0).value;
    check(supervisor_stays_down(status), "it lives again when the driver has ended");
    return check_done();
}
