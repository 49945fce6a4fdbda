/* SPDX-License-Identifier: BSD-2-Clause */
/* Sends some frames to all; the emulator's network, which has a loop, does the rest. */
#include <cos/runtime.h>
#include <cos/syscall.h>

#include "../netswitch/station.h"

#define MAC    0x020000000001 /* as in storm.yaml */
#define IP     0x0a000001
#define FRAMES 2

static struct station station;
static struct sample sample;

int main(const struct cos_start *start)
{
    uint64_t events;

    (void)start;
    if (!station_open(&station, 0))
        return 1;
    cos_sleep(100000); /* until the driver is there */
    while (!station_poll(&station))
        cos_wait(COS_SLOT_ENDPOINT, COS_FOREVER, &events);
    sample_ipv4(&sample, FRAMES_ALL, MAC, IP, 0xffffffff, FRAMES_BYTES);
    for (unsigned i = 0; i < FRAMES; i++)
        station_send(&station, &sample);
    link_flush(&station.link);
    return 0;
}
