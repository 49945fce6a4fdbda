/* SPDX-License-Identifier: BSD-2-Clause */
#include <errno.h>
#include <rumpuser.h>

#include "disk.h"
#include "hyper.h"

struct rumpuser_hyperup hyper_up;

int rumpuser_init(int version, const struct rumpuser_hyperup *upcalls)
{
    if (version != RUMPUSER_VERSION) {
        rumpuser_dprintf("this rump kernel has version %d of the hypercall interface; expected "
                         "version %d\n",
                         version, RUMPUSER_VERSION);
        return EINVAL;
    }
    hyper_up = *upcalls;
    disks_start();
    return 0;
}
