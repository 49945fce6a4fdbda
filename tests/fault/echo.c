/* SPDX-License-Identifier: BSD-2-Clause */
/* Sends each frame that comes to all on the switch back to its sender, from its own address. */
#include <cos/print.h>
#include <cos/runtime.h>
#include <cos/syscall.h>

#include "../netswitch/nic.h"

#define TALK_IP 0x0a000001 /* as in the manifest */
#define OWN_IP  0x0a000002
#define BYTES   600

static struct nic nic;
static struct sample came, answer;

static void echo(void)
{
    sample_ipv4(&answer, sample_get(came.bytes + 6, 6), sample_get(nic.info.address, 6), OWN_IP,
                TALK_IP, BYTES);
    for (unsigned i = 42; i < BYTES; i++)
        answer.bytes[i] = came.bytes[i];
    if (nic_send(&nic, &answer))
        cos_alive();
}

int main(const struct cos_start *start)
{
    uint64_t events;

    (void)start;
    nic_open(&nic, 0);
    for (;;) {
        bool there = nic_poll(&nic);

        if (there && !nic.informed && nic.flying == 0)
            nic_ask(&nic);
        while (there && nic_receive(&nic, &came))
            if (nic.informed && sample_get(came.bytes + 26, 4) == TALK_IP)
                echo();
        if (link_sleep(&nic.link))
            cos_wait(COS_SLOT_ENDPOINT, COS_FOREVER, &events);
    }
}
