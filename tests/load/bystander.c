/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * A component without network, beside a switch whose first port is flooded: what does that cost it?
 * Its arguments: most thousandths of the CPU that others may take; the frames that must have come
 * meanwhile, or there was no load; or a component, which must have used up a budget half the time;
 * the least thousandths that others must take.
 */
#include <netswitch.h>
#include <supervisor.h>
#include <text/text.h>

#include "../components/check.h"
#include "meter.h"

#define PIECES      30
#define PIECE_US    10000
#define PATIENCE_US 5000000

static uint64_t flooded(void)
{
    return cos_call(COS_SLOT_CALL, NETSWITCH_COUNTER, 0, NETSWITCH_FRAMES_IN, 0).extra;
}

static uint64_t missed_by(uint64_t driver)
{
    return (uint64_t)cos_call(COS_SLOT_SCHED, SCHED_MISSED, driver, 0, 0).value;
}

static uint64_t read_number(struct text *rest)
{
    struct text word;
    uint64_t number = 0;

    return text_word(rest, &word) && text_number(word, 10, 1u << 30, &number) ? number : 0;
}

int main(const struct cos_start *start)
{
    struct text rest = {(const char *)start->blobs[0].address,
                        (const char *)start->blobs[0].address + start->blobs[0].bytes};
    uint64_t most = read_number(&rest), least = read_number(&rest), driver = read_number(&rest),
             taken = read_number(&rest), missed, deadline = cos_tsc() + cos_ticks(PATIENCE_US),
             frames;
    struct meter meter = {0};
    int status;

    while (((least != 0 && flooded() < 100) || (driver != 0 && missed_by(driver) == 0)) &&
           cos_tsc() < deadline)
        cos_sleep(1000);
    frames = least != 0 ? flooded() : 0;
    missed = missed_by(driver);
    for (unsigned i = 0; i < PIECES; i++)
        meter_run(&meter, PIECE_US);
    frames = least != 0 ? flooded() - frames : 0;
    missed = missed_by(driver) - missed;
    if (driver != 0)
        check(missed > PIECES / 2, "its budget was used up %lu times in %u ms",
              (unsigned long)missed, PIECES * PIECE_US / 1000);
    else
        check(frames >= least, "%lu frames came in %u ms, at least %lu", (unsigned long)frames,
              PIECES * PIECE_US / 1000, (unsigned long)least);
    check(meter_taken(&meter) <= most && meter_taken(&meter) >= taken,
          "others take %u thousandths of the CPU, %lu to %lu", meter_taken(&meter),
          (unsigned long)taken, (unsigned long)most);
    status = check_done();
    cos_call(COS_SLOT_SUPERVISOR, SUPERVISOR_POWEROFF, (uint64_t)status, 0, 0);
    return status; /* where it may not end the system */
}
