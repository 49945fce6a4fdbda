/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * More frames from outside, in a row, than a VM has buffers for. `source` is the network interface: it sends to `sink`, and in
 * between to `deaf`, which takes nothing. The sink runs only when the source waits.
 */
#include <cos/runtime.h>
#include <cos/string.h>
#include <cos/syscall.h>

#include "../components/check.h"
#include "station.h"

#define FRAMES      1000
#define OUTSIDE     0x020000000009
#define SINK        0x020000000001 /* as in burst.yaml */
#define DEAF        0x020000000002
#define OUTSIDE_IP  0x0a000009
#define SINK_IP     0x0a000001
#define DEAF_IP     0x0a000002
#define PATIENCE_US 2000000
#define BOUND_US    250000 /* for all, though one does not listen */

static struct station station;
static struct sample sample;

static bool is(const char *name)
{
    return strcmp(cos_self()->name, name) == 0;
}

static void wait_for_switch(uint64_t deadline)
{
    uint64_t events;

    if (link_sleep(&station.link)) {
        cos_wait(COS_SLOT_ENDPOINT, deadline, &events);
    }
}

static void source(void)
{
    uint64_t start;

    while (!station_poll(&station)) {
        wait_for_switch(COS_FOREVER);
    }
    cos_sleep(100000); /* so that the others are there, too */
    start = cos_tsc();
    for (uint32_t sent = 0; sent < 2 * FRAMES;) {
        bool deaf = sent % 2;

        sample_ipv4(&sample, deaf ? DEAF : SINK, OUTSIDE, OUTSIDE_IP, deaf ? DEAF_IP : SINK_IP, 100);
        sample_put(&sample, 42, sent / 2, 4);
        if (station_send(&station, &sample)) {
            sent++;
        } else {
            wait_for_switch(COS_FOREVER);
            station_poll(&station);
        }
    }
    link_flush(&station.link);
    check(cos_tsc() - start < cos_ticks(BOUND_US), "all is sent in %lu us",
          (unsigned long)((cos_tsc() - start) / cos_ticks(1)));
}

static void sink(void)
{
    uint64_t deadline = cos_tsc() + cos_ticks(PATIENCE_US);
    uint32_t next = 0, wrong = 0;

    while (next < FRAMES && cos_tsc() < deadline) {
        while (station_poll(&station) && station_receive(&station, &sample)) {
            wrong += sample_get(sample.bytes + 42, 4) != next;
            next++;
        }
        wait_for_switch(deadline);
    }
    check_result(next, FRAMES, "all frames have come");
    check_result(wrong, 0, "in order");
}

int main(const struct cos_start *start)
{
    uint64_t events = 0;

    (void)start;
    check(station_open(&station, 0), "the link opens");
    while (is("deaf") && !(events & COS_EVENT_POWER)) {
        station_poll(&station);
        cos_wait(COS_SLOT_ENDPOINT, COS_FOREVER, &events);
    }
    if (is("source")) {
        source();
    }
    if (is("sink")) {
        sink();
    }
    return check_done();
}
