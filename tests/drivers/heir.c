/* SPDX-License-Identifier: BSD-2-Clause */
/* Ends while its peer has lent their link to a device; in its next life the link is lent to no
 * device any more. */
#include <cos/channel.h>
#include <cos/runtime.h>
#include <cos/syscall.h>
#include <supervisor.h>

#include "check.h"

#define SOON_US 500000

int main(const struct cos_start *start)
{
    struct evm_channel miser;
    uint64_t events;
    int64_t status;

    if (cos_wait(COS_SLOT_ENDPOINT, cos_tsc() + cos_ticks(SOON_US), &events) == 0)
        return 1; /* it failed, so it restarts */
    if (!cos_channel_find(start, EVM_CHANNEL_LINK, "miser", &miser))
        return 0; /* a case is missing */
    status = cos_call(COS_SLOT_SUPERVISOR, SUPERVISOR_STATUS, start->links[miser.index].peer, 0, 0)
                 .value;
    check(supervisor_stays_down(status), "it restarts when the driver has ended");
    return check_done();
}
