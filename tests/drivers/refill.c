/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * A user that is more urgent than its driver, and adds requests while the driver takes them, so
 * that the driver never finds the ring empty. Argument: 0: the driver of a disk, 1: of a network
 * interface.
 */
#include <block.h>
#include <cos/runtime.h>
#include <cos/string.h>
#include <cos/syscall.h>
#include <ether.h>
#include <link/link.h>

#include "argument.h"
#include "check.h"
#include "first_link.h"

#define NAP_US      3 /* the driver takes fewer requests in that time than there are buffers */
#define ANSWERS     2000
#define PATIENCE_US 20000000   /* the supervisor finds a hung driver earlier */
#define NO_KIND     99         /* answered at once */
#define NOT_WRITTEN UINT64_MAX /* as the length of a completion */

static struct link link;
static struct link_slot slots[ETHER_CHANNELS * ETHER_DEPTH];
static struct link_channel *const channel = &link.channels[0];

static void open_link(const struct cos_start *start)
{
    const struct link_shape disk = {BLOCK_DEPTH, BLOCK_BUFFER_BYTES, true},
                            nic[] = ETHER_SHAPES(start->links[0].bytes);
    bool is_nic = argument(0) == 1;
    struct link_config config = first_link(start, is_nic ? ETHER_CHANNELS : 1, is_nic ? nic : &disk,
                                           slots);

    link_open(&link, &config);
    while (link_poll(&link) != LINK_OK)
        cos_sleep(1000);
}

/* The word of the n-th completion that tells whether it has been written. */
static volatile uint64_t *completion(uint64_t n)
{
    return channel->completions + 2 * (n & channel->last) + 1;
}

static void fill_ring(void)
{
    for (uint32_t i = 0; i <= channel->last; i++) {
        struct link_request request = {.buffer = i, .kind = NO_KIND};

        memcpy(channel->requests + 4 * i, &request, sizeof request);
        *completion(i) = NOT_WRITTEN;
    }
}

/* Adds a request for each that has been answered, though the driver has not published that.
 * Returns how many were. */
static uint64_t refill(void)
{
    static uint64_t answered;

    for (; *completion(answered) != NOT_WRITTEN; answered++)
        *completion(answered) = NOT_WRITTEN;
    __atomic_store_n(channel->tail_out, answered + channel->last + 1, __ATOMIC_RELEASE);
    return answered;
}

int main(const struct cos_start *start)
{
    uint64_t end, answered, published;

    open_link(start);
    fill_ring();
    end = cos_tsc() + cos_ticks(PATIENCE_US);
    refill();
    ring(NULL);
    do {
        cos_sleep(NAP_US);
        answered = refill();
        published = __atomic_load_n(channel->tail_in, __ATOMIC_ACQUIRE);
    } while (published < ANSWERS && cos_tsc() < end);
    check(published >= ANSWERS && published <= answered,
          "the driver publishes answers before it has no more requests: %lu of %lu",
          (unsigned long)published, (unsigned long)answered);
    return check_done();
}
