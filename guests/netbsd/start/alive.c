/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Signs of life for the supervisor, in a VM with the key `watchdog`. The VM's first thread gives
 * them: a turn of it shows that the VM's threads have their turns, and their timers expire. Once
 * the client has given one itself, only those of the client count.
 */
#include <cos/abi.h>
#include <cos/runtime.h>
#include <stdbool.h>

#include "start.h"

#define SIGNS 4 /* in the time of the manifest */

static bool by_client;

uint64_t alive_turn(void)
{
    uint64_t ms = cos_self()->watchdog;

    if (ms == 0 || by_client)
        return COS_FOREVER;
    cos_alive();
    return cos_tsc() + cos_ticks(1000) * ms / SIGNS;
}

void alive_client(bool lives)
{
    by_client = lives;
    if (lives)
        cos_alive();
}
