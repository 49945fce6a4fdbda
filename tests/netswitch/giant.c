/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * A VM on a switch with an MTU of 9000, in each of its lives: sends frames that are longer, which
 * have to be refused; then as long ones as it may, to 10.0.2.16; then a request that is longer than
 * any buffer, and begins anew.
 */
#include <cos/print.h>
#include <cos/runtime.h>
#include <cos/syscall.h>

#include "station.h"

#define MTU         9000
#define IP          0x0a000211
#define TARGET      0x0a000210
#define GOOD        4
#define PATIENCE_US 1000000
#define WORDS       4 /* of a request in the link; the first has its buffer, and its length above */

static struct station station;
static struct sample sample;
static uint64_t deadline;

static void wait(void)
{
    uint64_t events;

    if (link_sleep(&station.link))
        cos_wait(COS_SLOT_ENDPOINT, deadline, &events);
}

/* Until the switch has completed all; false: it has not, or not in this session. */
static bool all_done(void)
{
    unsigned restarts = station.restarts;

    while ((!station_poll(&station) || station.flying != 0) && station.restarts == restarts &&
           cos_tsc() < deadline)
        wait();
    return station.flying == 0 && station.restarts == restarts;
}

/* Whether what the switch said could be seen. */
static bool send(uint32_t bytes, int32_t expected)
{
    sample_ipv4(&sample, FRAMES_ALL, sample_get(station.info.address, 6), IP, TARGET, bytes);
    if (!station_send(&station, &sample) || !all_done())
        return false;
    if (station.status != expected) {
        cos_print("not ok - a frame of %u bytes: status %d, expected %d\n", bytes, station.status,
                  expected);
    }
    return true;
}

static void live(void)
{
    bool seen = station_ask(&station) && all_done();

    if (seen && station.info.mtu != MTU)
        cos_print("not ok - the switch's MTU is %u\n", station.info.mtu);
    seen = seen && send(ETHER_HEADER + MTU + 1, -COS_EINVAL) &&
           send(ETHER_HEADER + MTU + 1, -COS_EINVAL);
    for (unsigned i = 0; seen && i < GOOD; i++)
        seen = send(ETHER_HEADER + MTU, 0);
}

/* As no call of the library's does. */
static void forge(void)
{
    struct link_channel *out = &station.link.channels[ETHER_SEND];

    if (station_send(&station, &sample)) {
        out->requests[((out->tail - 1) & out->last) * WORDS] |= (uint64_t)UINT32_MAX << 32;
        link_flush(&station.link);
    }
}

int main(const struct cos_start *start)
{
    (void)start;
    station_open(&station, 0);
    deadline = cos_tsc() + cos_ticks(PATIENCE_US);
    while (!station_poll(&station) && cos_tsc() < deadline)
        wait();
    live();
    forge();
    cos_reboot();
}
