/* SPDX-License-Identifier: BSD-2-Clause */
/* One of many on a switch: broadcasts until the hub talks to it, then sends all frames back.
 * Argument: its number. */
#include <cos/runtime.h>
#include <cos/syscall.h>

#include "crowd.h"
#include "nic.h"

#define CALL_US 20000

static struct nic nic;
static struct sample call, came;
static bool spoken_to;

static void answer(void)
{
    struct sample *sample = &came;
    uint64_t from = sample_get(sample->bytes + 6, 6), source = sample_get(sample->bytes + 26, 4);

    spoken_to = true;
    sample_put(sample, 6, sample_get(sample->bytes, 6), 6);
    sample_put(sample, 0, from, 6);
    sample_put(sample, 26, sample_get(sample->bytes + 30, 4), 4);
    sample_put(sample, 30, source, 4);
    nic_send(&nic, sample);
}

static uint64_t serve(uint64_t deadline)
{
    if (!nic_poll(&nic))
        return deadline;
    if (!nic.informed && nic.flying == 0)
        nic_ask(&nic);
    if (nic.informed && !spoken_to && cos_tsc() >= deadline) {
        sample_ipv4(&call, FRAMES_ALL, sample_get(nic.info.address, 6), crowd_ip(crowd_number()),
                    0xffffffff, 60);
        nic_send(&nic, &call);
        deadline = cos_tsc() + cos_ticks(CALL_US);
    }
    while (nic_receive(&nic, &came))
        if (sample_get(came.bytes, 6) != FRAMES_ALL)
            answer();
    return deadline;
}

int main(const struct cos_start *start)
{
    uint64_t events = 0, deadline = cos_tsc();

    (void)start;
    nic_open(&nic, 0);
    while (!(events & COS_EVENT_POWER)) {
        deadline = serve(deadline);
        events = 0;
        if (link_sleep(&nic.link))
            cos_wait(COS_SLOT_ENDPOINT, spoken_to ? COS_FOREVER : deadline, &events);
    }
    return 0;
}
