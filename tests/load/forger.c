/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Floods the switch with frames that it drops, each with a ring of its own, as that costs the
 * switch most; and with rings for nothing. Never waits.
 */
#include <cos/runtime.h>
#include <cos/syscall.h>

#include "../netswitch/station.h"

#define RINGS 8 /* for nothing, after each frame */

static struct station station;
static struct sample sample;

int main(const struct cos_start *start)
{
    (void)start;
    if (!station_open(&station, 0))
        return 1;
    /* from an address that no station has */
    sample_ipv4(&sample, FRAMES_ALL, 0x020000000077, 0x0a000077, 0x0a000002, 60);
    for (;;) {
        if (station_poll(&station) && station_send(&station, &sample))
            link_flush(&station.link);
        for (unsigned i = 0; i < RINGS; i++)
            cos_signal(COS_SLOT_SIGNAL);
    }
}
