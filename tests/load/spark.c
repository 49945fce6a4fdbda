/* SPDX-License-Identifier: BSD-2-Clause */
/* Sends some frames to all; the emulator's network, which has a loop, does the rest. The port is a
 * channel, or has the address of storm.yaml. */
#include <cos/channel.h>
#include <cos/runtime.h>
#include <cos/syscall.h>

#include "../netswitch/nic.h"

#define MAC    0x020000000001 /* as in storm.yaml */
#define IP     0x0a000001
#define FRAMES 2

static struct nic nic;
static struct sample sample;

static uint64_t own_address(const struct cos_start *start)
{
    struct evm_channel channel;
    uint64_t address = 0;

    if (!cos_channel_find(start, EVM_CHANNEL_ETHER, "lan", &channel))
        return MAC;
    for (unsigned i = 0; i < sizeof channel.address; i++)
        address = address << 8 | channel.address[i];
    return address;
}

int main(const struct cos_start *start)
{
    uint64_t events;

    if (!nic_open(&nic, 0))
        return 1;
    cos_sleep(100000); /* until the driver is there */
    while (!nic_poll(&nic))
        cos_wait(COS_SLOT_ENDPOINT, COS_FOREVER, &events);
    sample_ipv4(&sample, FRAMES_ALL, own_address(start), IP, 0xffffffff, FRAMES_BYTES);
    for (unsigned i = 0; i < FRAMES; i++)
        nic_send(&nic, &sample);
    link_flush(&nic.link);
    return 0;
}
