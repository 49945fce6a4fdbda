/* SPDX-License-Identifier: BSD-2-Clause */
/* A user of a disk that breaks every rule of its link: opens it correctly, submits a few requests,
 * then writes anything anywhere into it, starts again, and so on for ever. It leaves blocks of the
 * disk's upper half to others. */
#include <block.h>
#include <cos/runtime.h>
#include <cos/syscall.h>
#include <link/link.h>
#include <stddef.h>

#include "first_link.h"
#include "random.h"

#define CONTROL_WORDS (8192 / sizeof(uint64_t)) /* of the link: those before the pool */
#define WORDS_EACH    2000
#define PATIENCE_US   100000

static const struct link_shape shape = {BLOCK_DEPTH, BLOCK_BUFFER_BYTES, true};
static struct link link;
static struct link_slot slots[BLOCK_DEPTH];

static void begin(void)
{
    uint64_t deadline = cos_tsc() + cos_ticks(PATIENCE_US), events;

    while (link_poll(&link) != LINK_OK && cos_tsc() < deadline)
        if (link_sleep(&link))
            cos_wait(COS_SLOT_ENDPOINT, deadline, &events);
    for (int buffer; (buffer = link_take(&link.channels[0])) >= 0;) {
        struct link_request request = {
            .buffer = (uint32_t)buffer, .kind = BLOCK_READ, .length = BLOCK_SECTOR};

        link_submit(&link.channels[0], &request, 0);
    }
    link_flush(&link);
}

static struct random numbers;

static uint64_t random_below(uint64_t limit)
{
    return random_next(&numbers) % limit;
}

/* Small numbers, which may pass as indices and sectors of the lower half, or anything beyond the
 * disk. */
static uint64_t any_word(void)
{
    return random_below(2) ? random_below(4000) : random_next(&numbers) | 1ull << 40;
}

int main(const struct cos_start *start)
{
    uint64_t *words = (uint64_t *)start->links[0].address;
    struct link_config config = first_link(start, 1, &shape, slots);

    numbers.state = cos_tsc();
    link_open(&link, &config);
    begin();
    for (unsigned i = 0; i < WORDS_EACH; i++) {
        words[random_below(CONTROL_WORDS)] = any_word();
        if (i % 8 == 0)
            ring(NULL);
        if (i % 64 == 0)
            cos_sleep(10);
    }
    cos_reboot();
}
