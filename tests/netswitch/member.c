/* SPDX-License-Identifier: BSD-2-Clause */
/* One of many on a switch: calls out until somebody talks to it, then sends all back.
 * Argument: its number. */
#include <cos/runtime.h>
#include <cos/syscall.h>

#include "crowd.h"
#include "station.h"

#define CALL_US 20000

static struct station station;
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
    station_send(&station, sample);
}

static uint64_t serve(uint64_t deadline)
{
    if (!station_poll(&station))
        return deadline;
    if (!station.informed && station.flying == 0)
        station_ask(&station);
    if (station.informed && !spoken_to && cos_tsc() >= deadline) {
        sample_ipv4(&call, FRAMES_ALL, sample_get(station.info.address, 6),
                    crowd_ip(crowd_number()), 0xffffffff, 60);
        station_send(&station, &call);
        deadline = cos_tsc() + cos_ticks(CALL_US);
    }
    while (station_receive(&station, &came))
        if (sample_get(came.bytes, 6) != FRAMES_ALL)
            answer();
    return deadline;
}

int main(const struct cos_start *start)
{
    uint64_t events = 0, deadline = cos_tsc();

    (void)start;
    station_open(&station, 0);
    while (!(events & COS_EVENT_POWER)) {
        deadline = serve(deadline);
        events = 0;
        if (link_sleep(&station.link))
            cos_wait(COS_SLOT_ENDPOINT, spoken_to ? COS_FOREVER : deadline, &events);
    }
    return 0;
}
