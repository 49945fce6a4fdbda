/* SPDX-License-Identifier: BSD-2-Clause */
#include "bucket.h"

void bucket_init(struct bucket *bucket, uint64_t rate, uint64_t burst, uint64_t hz)
{
    *bucket = (struct bucket){.rate = rate, .full = burst * hz, .credit = burst * hz, .hz = hz};
    bucket->ticks_to_fill = rate != 0 ? bucket->full / rate : 0;
}

static void refill(struct bucket *bucket, uint64_t now)
{
    uint64_t ticks = now - bucket->last,
             more = ticks <= bucket->ticks_to_fill ? ticks * bucket->rate : bucket->full;

    bucket->credit = more < bucket->full - bucket->credit ? bucket->credit + more : bucket->full;
    bucket->last = now;
}

bool bucket_take(struct bucket *bucket, uint32_t bytes, uint64_t now)
{
    if (bucket->rate == 0)
        return true;
    refill(bucket, now);
    if (bucket->credit < bytes * bucket->hz)
        return false;
    bucket->credit -= bytes * bucket->hz;
    return true;
}
