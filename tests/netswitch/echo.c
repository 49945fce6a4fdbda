/* SPDX-License-Identifier: BSD-2-Clause */
/* Sends every frame to its own address back to the sender. */
#include <cos/runtime.h>
#include <cos/syscall.h>

#include "nic.h"

static struct nic nic;
static struct sample sample;

static void swap(unsigned one, unsigned other, unsigned bytes)
{
    uint64_t first = sample_get(sample.bytes + one, bytes);

    sample_put(&sample, one, sample_get(sample.bytes + other, bytes), bytes);
    sample_put(&sample, other, first, bytes);
}

int main(const struct cos_start *start)
{
    uint64_t events = 0;

    (void)start;
    nic_open(&nic, 0);
    while (!(events & COS_EVENT_POWER)) {
        while (nic_poll(&nic) && nic_receive(&nic, &sample)) {
            if (sample_get(sample.bytes, 6) != FRAMES_ALL) {
                swap(0, 6, 6);
                swap(26, 30, 4);
                nic_send(&nic, &sample);
            }
        }
        events = 0;
        if (link_sleep(&nic.link))
            cos_wait(COS_SLOT_ENDPOINT, COS_FOREVER, &events);
    }
    return 0;
}
