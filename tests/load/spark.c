/* SPDX-License-Identifier: BSD-2-Clause */
/* Sends some frames to all; the emulator's network, which has a loop, does the rest. */
#include <cos/runtime.h>
#include <cos/syscall.h>

#include "../netswitch/nic.h"

#define MAC    0x020000000001 /* as in storm.yaml */
#define IP     0x0a000001
#define FRAMES 2

static struct nic nic;
static struct sample sample;

int main(const struct cos_start *start)
{
    uint64_t events;

    (void)start;
    if (!nic_open(&nic, 0))
        return 1;
    cos_sleep(100000); /* until the driver is there */
    while (!nic_poll(&nic))
        cos_wait(COS_SLOT_ENDPOINT, COS_FOREVER, &events);
    sample_ipv4(&sample, FRAMES_ALL, MAC, IP, 0xffffffff, FRAMES_BYTES);
    for (unsigned i = 0; i < FRAMES; i++)
        nic_send(&nic, &sample);
    link_flush(&nic.link);
    return 0;
}
