/* SPDX-License-Identifier: BSD-2-Clause */
/* The switch's cost per packet, by its thread's time: from its wake-up to its next wait, with the
 * doorbells of receiver and sender. This component is both. */
#include <cos/syscall.h>
#include <sched.h>
#include <nic.h>

#include "bench.h"

#define ROUNDS 1000
#define BATCH  32

static struct nic sender, receiver;
static struct sample sample, came;

/* Gives the CPU to others until the interface's doorbell rings. */
static void wait(struct nic *nic)
{
    uint64_t events;

    if (link_sleep(&nic->link))
        cos_wait(COS_SLOT_ENDPOINT, COS_FOREVER, &events);
}

/* Both ends ask for doorbells; the switch runs as soon as the frames are sent. Returns how many
 * came. */
static unsigned send(unsigned count)
{
    unsigned received = 0;

    for (unsigned i = 0; i < count; i++)
        nic_send(&sender, &sample);
    link_sleep(&receiver.link);
    link_sleep(&sender.link);
    while (received < count) {
        wait(&receiver);
        while (nic_poll(&receiver) && nic_receive(&receiver, &came))
            received++;
    }
    nic_poll(&sender);
    return received;
}

static uint64_t switch_time(void)
{
    return (uint64_t)cos_call(COS_SLOT_SCHED, SCHED_TIME, cos_self()->links[0].peer, 0, 0).value;
}

static void measure(const char *name, uint32_t bytes, unsigned count)
{
    uint64_t start;

    sample_ipv4(&sample, 0x020000000002, 0x020000000001, 0x0a000001, 0x0a000002, bytes);
    send(count);
    start = switch_time();
    for (unsigned i = 0; i < ROUNDS; i++)
        send(count);
    cos_print("bench %s %llu\n", name,
              (unsigned long long)(switch_time() - start) / (ROUNDS * count));
}

int main(const struct cos_start *start)
{
    (void)start;
    if (!nic_open(&sender, 0) || !nic_open(&receiver, 1))
        return 1;
    while (!nic_poll(&sender))
        wait(&sender);
    while (!nic_poll(&receiver))
        wait(&receiver);
    measure("switch_packet", 64, 1);
    measure("switch_packet_1500", 1500, 1);
    measure("switch_packet_batch", 64, BATCH);
    measure("switch_packet_1500_batch", 1500, BATCH);
    return 0;
}
