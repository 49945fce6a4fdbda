/* SPDX-License-Identifier: BSD-2-Clause */
/* A VM on a switch with an MTU of 9000. In each of its lives it sends longer frames, which the
 * switch must refuse; then frames as long as allowed, to 10.0.2.16; then a request longer than any
 * buffer, and starts again. */
#include <cos/print.h>
#include <cos/runtime.h>
#include <cos/syscall.h>

#include "nic.h"

#define MTU         9000
#define IP          0x0a000211
#define TARGET      0x0a000210
#define GOOD        4
#define PATIENCE_US 1000000
#define WORDS       4 /* of a request in the link; its buffer is first, its length above */

static struct nic nic;
static struct sample sample;
static uint64_t deadline;

static void wait(void)
{
    uint64_t events;

    if (link_sleep(&nic.link))
        cos_wait(COS_SLOT_ENDPOINT, deadline, &events);
}

/* Waits until the switch has completed all. Returns false if it has not, or not in this session. */
static bool all_done(void)
{
    unsigned restarts = nic.restarts;

    while ((!nic_poll(&nic) || nic.flying != 0) && nic.restarts == restarts && cos_tsc() < deadline)
        wait();
    return nic.flying == 0 && nic.restarts == restarts;
}

/* Returns whether the switch's status could be seen. */
static bool send(uint32_t bytes, int32_t expected)
{
    sample_ipv4(&sample, FRAMES_ALL, sample_get(nic.info.address, 6), IP, TARGET, bytes);
    if (!nic_send(&nic, &sample) || !all_done())
        return false;
    if (nic.status != expected) {
        cos_print("not ok - a frame of %u bytes: status %d, expected %d\n", bytes, nic.status,
                  expected);
    }
    return true;
}

static void live(void)
{
    bool seen = nic_ask(&nic) && all_done();

    if (seen && nic.info.mtu != MTU)
        cos_print("not ok - the switch's MTU is %u\n", nic.info.mtu);
    seen = seen && send(ETHER_HEADER + MTU + 1, -COS_EINVAL) &&
           send(ETHER_HEADER + MTU + 1, -COS_EINVAL);
    for (unsigned i = 0; seen && i < GOOD; i++)
        seen = send(ETHER_HEADER + MTU, 0);
}

/* Makes a request that no call of the library makes. */
static void forge(void)
{
    struct link_channel *out = &nic.link.channels[ETHER_SEND];

    if (nic_send(&nic, &sample)) {
        out->requests[((out->tail - 1) & out->last) * WORDS] |= (uint64_t)UINT32_MAX << 32;
        link_flush(&nic.link);
    }
}

int main(const struct cos_start *start)
{
    (void)start;
    nic_open(&nic, 0);
    deadline = cos_tsc() + cos_ticks(PATIENCE_US);
    while (!nic_poll(&nic) && cos_tsc() < deadline)
        wait();
    live();
    forge();
    cos_reboot();
}
