/* SPDX-License-Identifier: BSD-2-Clause */
/* The only user of a network driver: it waits until frames come from outside, one after the other, and ends. */
#include <cos/runtime.h>
#include <cos/syscall.h>

#include "../components/check.h"
#include "../netswitch/station.h"

#define LEAST    500
#define LIMIT_US 5000000

static struct station station;
static struct sample came;

int main(const struct cos_start *start)
{
    uint64_t events, limit = cos_tsc() + cos_ticks(LIMIT_US);
    unsigned count = 0;

    (void)start;
    if (!station_open(&station, 0)) {
        return 1;
    }
    while (count < LEAST && cos_tsc() < limit) {
        while (station_poll(&station) && station_receive(&station, &came)) {
            count++;
        }
        if (link_sleep(&station.link)) {
            cos_wait(COS_SLOT_ENDPOINT, limit, &events);
        }
    }
    check(count >= LEAST, "%u frames have come", count);
    return check_done();
}
