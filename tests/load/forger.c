/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Floods the switch with frames that it drops, each with a ring of its own, as that costs the
 * switch most; and with rings for nothing. Never waits.
 */
#include <cos/runtime.h>
#include <cos/syscall.h>

#include "../netswitch/nic.h"

#define RINGS 8 /* for nothing, after each frame */

static struct nic nic;
static struct sample sample;

int main(const struct cos_start *start)
{
    (void)start;
    if (!nic_open(&nic, 0))
        return 1;
    /* from an address that no interface has */
    sample_ipv4(&sample, FRAMES_ALL, 0x020000000077, 0x0a000077, 0x0a000002, 60);
    for (;;) {
        if (nic_poll(&nic) && nic_send(&nic, &sample))
            link_flush(&nic.link);
        for (unsigned i = 0; i < RINGS; i++)
            cos_signal(COS_SLOT_SIGNAL);
    }
}
