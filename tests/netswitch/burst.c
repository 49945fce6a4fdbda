/* SPDX-License-Identifier: BSD-2-Clause */
/* A burst from outside of more frames than VMs have buffers for. `source` is the network interface:
 * it sends to `sink`, to `deaf`, which takes nothing, and to `slow`, which takes a frame from time
 * to time. The switch does not wait for these two; they get the frames in their queues later. */
#include <cos/runtime.h>
#include <cos/string.h>
#include <cos/syscall.h>

#include "../components/check.h"
#include "nic.h"

#define FRAMES      1000
#define OUTSIDE     0x020000000009
#define SINK        0x020000000001 /* as in burst.yaml */
#define DEAF        0x020000000002
#define SLOW        0x020000000003
#define OUTSIDE_IP  0x0a000009
#define SINK_IP     0x0a000001
#define DEAF_IP     0x0a000002
#define SLOW_IP     0x0a000003
#define PATIENCE_US 10000000
#define PAUSE_US    2000   /* pause of the slow one after each frame */
#define BOUND_US    250000 /* for all of the sink's frames, and to send all */

static struct nic nic;
static struct sample sample;

static bool is(const char *name)
{
    return strcmp(cos_self()->name, name) == 0;
}

static void wait_for_switch(uint64_t deadline)
{
    uint64_t events;

    if (link_sleep(&nic.link))
        cos_wait(COS_SLOT_ENDPOINT, deadline, &events);
}

static void source(void)
{
    static const uint64_t to[] = {SINK, DEAF, SLOW};
    static const uint32_t ips[] = {SINK_IP, DEAF_IP, SLOW_IP};
    uint64_t start;

    while (!nic_poll(&nic))
        wait_for_switch(COS_FOREVER);
    cos_sleep(100000); /* until the others run, too */
    start = cos_tsc();
    for (uint32_t sent = 0; sent < 3 * FRAMES;) {
        sample_ipv4(&sample, to[sent % 3], OUTSIDE, OUTSIDE_IP, ips[sent % 3], 100);
        sample_put(&sample, 42, sent / 3, 4);
        if (nic_send(&nic, &sample)) {
            sent++;
        } else {
            wait_for_switch(COS_FOREVER);
            nic_poll(&nic);
        }
    }
    link_flush(&nic.link);
    check(cos_tsc() - start < cos_ticks(BOUND_US), "all is sent in %lu us",
          (unsigned long)((cos_tsc() - start) / cos_ticks(1)));
}

/* Takes all frames, with that pause after each. Returns the time from the first to the last in
 * us. */
static uint64_t receive(uint64_t pause)
{
    uint64_t deadline = cos_tsc() + cos_ticks(PATIENCE_US), first = 0;
    uint32_t next = 0, wrong = 0;

    while (next < FRAMES && cos_tsc() < deadline) {
        while (nic_poll(&nic) && nic_receive(&nic, &sample)) {
            first = first != 0 ? first : cos_tsc();
            wrong += sample_get(sample.bytes + 42, 4) != next;
            next++;
            if (pause != 0) {
                link_flush(&nic.link);
                cos_sleep(pause);
            }
        }
        if (next < FRAMES) /* no doorbell follows the last one */
            wait_for_switch(deadline);
    }
    check_result(next, FRAMES, "all frames have come");
    check_result(wrong, 0, "in order");
    return (cos_tsc() - first) / cos_ticks(1);
}

static void sink(void)
{
    uint64_t us = receive(0);

    check(us < BOUND_US, "in %lu us", (unsigned long)us);
}

static void slow(void)
{
    uint64_t us = receive(PAUSE_US);

    check(us > FRAMES * PAUSE_US, "slowly, in %lu us", (unsigned long)us);
}

int main(const struct cos_start *start)
{
    uint64_t events = 0;

    (void)start;
    check(nic_open(&nic, 0), "the link opens");
    while (is("deaf") && !(events & COS_EVENT_POWER)) {
        nic_poll(&nic);
        cos_wait(COS_SLOT_ENDPOINT, COS_FOREVER, &events);
    }
    if (is("source"))
        source();
    if (is("sink"))
        sink();
    if (is("slow"))
        slow();
    return check_done();
}
