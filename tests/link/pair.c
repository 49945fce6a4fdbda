/* SPDX-License-Identifier: BSD-2-Clause */
#include "pair.h"

#include <stdlib.h>
#include <string.h>

struct side sides[SIDES];
void *memory;
bool lazy;

static const struct link_shape shapes[CHANNELS] = {{DEPTH, BUFFER_BYTES, true},
                                                   {DEPTH, BUFFER_BYTES, false}};

int pair_setup(void **state)
{
    (void)state;
    lazy = false;
    memory = aligned_alloc(4096, link_bytes(shapes, CHANNELS));
    memset(sides, 0, sizeof sides);
    memset(memory, 0, link_bytes(shapes, CHANNELS));
    return 0;
}

int pair_teardown(void **state)
{
    (void)state;
    free(memory);
    return 0;
}

static void ring(void *bell)
{
    ++*(unsigned *)bell;
}

void pair_open(unsigned side)
{
    struct link_config config = {.memory = memory,
                                 .bytes = link_bytes(shapes, CHANNELS),
                                 .owner = side == OWNER,
                                 .lazy = lazy,
                                 .channels = CHANNELS,
                                 .shapes = shapes,
                                 .slots = sides[side].slots,
                                 .ring = ring,
                                 .bell = &sides[!side].rung};

    if (side == OWNER)
        memset(memory, 0, config.bytes);
    assert_int_equal(link_open(&sides[side].link, &config), LINK_OK);
}

void pair_shake_hands(void)
{
    for (unsigned i = 0; i < 3; i++) {
        link_poll(&sides[OWNER].link);
        link_poll(&sides[PEER].link);
    }
    assert_int_equal(link_poll(&sides[OWNER].link), LINK_OK);
    assert_int_equal(link_poll(&sides[PEER].link), LINK_OK);
}

void pair_connect(void)
{
    pair_open(OWNER);
    pair_open(PEER);
    pair_shake_hands();
}

uint32_t pair_submit(struct link_channel *channel, uint64_t value)
{
    struct link_request request = {.length = sizeof value, .kind = 7, .block = value};
    int buffer = link_take(channel);

    assert_in_range(buffer, 0, DEPTH - 1);
    request.buffer = (uint32_t)buffer;
    memcpy(link_buffer(channel, request.buffer), &value, sizeof value);
    assert_int_equal(link_submit(channel, &request, value), LINK_OK);
    return request.buffer;
}
