/* SPDX-License-Identifier: BSD-2-Clause */
#include <cos/abi.h>
#include <cos/runtime.h>
#include <sys/ready.h>
#include <thread.h>

#define PAUSE_US 1000

/* The supervisor listens to the VM's own COS thread only; that of another component may run the
 * client meanwhile. */
int posix_ready(void)
{
    int64_t error;

    while ((error = cos_ready()) == -COS_EDENIED)
        thread_sleep(cos_tsc() + cos_ticks(PAUSE_US));
    return error == 0 ? 0 : -1;
}
