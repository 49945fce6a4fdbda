/* SPDX-License-Identifier: BSD-2-Clause */
/* Token buckets: limit the bytes in a second, and the bytes at once after a pause. */
#ifndef NETSWITCH_BUCKET_H
#define NETSWITCH_BUCKET_H

#include <stdbool.h>
#include <stdint.h>

struct bucket { /* private; credit is in bytes * ticks a second, which avoids rounding */
    uint64_t rate, full, credit, ticks_to_fill, hz, last;
};

/* Makes a full bucket. rate: bytes a second, 0: no limit; burst: 1 .. NETSWITCH_BURST_MOST bytes;
 * hz: ticks of the clock a second, up to 2^35: the product of the two fits into 64 bits. */
void bucket_init(struct bucket *bucket, uint64_t rate, uint64_t burst, uint64_t hz);

/* Takes the bytes. Returns false, and takes none, if they exceed the credit. now: ticks of the
 * clock, which never goes back. */
bool bucket_take(struct bucket *bucket, uint32_t bytes, uint64_t now);

#endif
