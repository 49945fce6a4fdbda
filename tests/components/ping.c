/* SPDX-License-Identifier: BSD-2-Clause */
/* Events between components: each side may signal the other's endpoint. Without an argument this is
 * the side that counts; with one it is the side that answers. */
#include <cos/runtime.h>
#include <cos/syscall.h>

#include "check.h"

#define ROUNDS 1000

/* Waits for a ping. Returns whether it came in time. */
static bool wait_for_ping(uint64_t deadline)
{
    uint64_t events = 0;

    while (cos_wait(COS_SLOT_ENDPOINT, deadline, &events) == 0)
        if (events >= COS_EVENT_FROM(0))
            return true;
    return false;
}

int main(const struct cos_start *start)
{
    unsigned answered = 0;
    uint64_t events;

    if (start->blob_count > 0) {
        for (unsigned i = 0; i < ROUNDS && wait_for_ping(COS_FOREVER); i++)
            cos_signal(COS_SLOT_SIGNAL);
        return 0;
    }
    for (unsigned i = 0; i < ROUNDS; i++)
        answered += cos_signal(COS_SLOT_SIGNAL) == 0 &&
                    wait_for_ping(cos_tsc() + cos_ticks(100000));
    check_result(answered, ROUNDS, "a thousand notifications there and back");
    check_result(cos_wait(COS_SLOT_SIGNAL, 0, &events), -COS_EDENIED,
                 "no thread waits at another's endpoint");
    check_result(cos_signal(COS_SLOT_SIGNAL + 1), -COS_EDENIED,
                 "nor signals one that was not granted");
    return check_done();
}
