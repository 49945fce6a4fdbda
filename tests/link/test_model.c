/* SPDX-License-Identifier: BSD-2-Clause */
/* The library's own code, explored: a producer that wants each of its requests done once, and a
 * consumer, in rings of two. In no order of events is a request lost, done twice or out of order, a
 * wake-up missed, or a sound link called broken; and all orders end. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <link/link.h>
#include <string.h>

#include "../../lib/link/shared.h"
#include "explore.h"

#define SLOTS 2
#define PAGE  4096

enum { OWNER, PEER, SIDES };

static _Alignas(PAGE) uint8_t memory[2 * PAGE];
static struct link_shape shape = {SLOTS, 64, true};
static unsigned requests; /* that the producer has */
static bool reverse;      /* the consumer completes the last one first */
static bool lazy;         /* the producer asks for completions only when it has no buffers */
static int doubter =
    -1; /* the side that once takes the other for gone, after its start; negative: none */

static struct {
    struct link link[SIDES];
    struct link_slot slots[SIDES][SLOTS];
    uint64_t life, submitted, done; /* the producer's: its number; how many; bits: which ones */
    uint64_t consumed;              /* bits: which requests of this life */
    uint64_t last;                  /* the consumer's latest: life << 8 | number */
    uint64_t abandoned;             /* whether the doubter has done so */
} model;

static unsigned producer(void)
{
    return shape.by_owner ? OWNER : PEER;
}

static void ring(void *bell)
{
    explore_ring((unsigned)(uintptr_t)bell);
}

static struct link *open_link(unsigned side)
{
    struct link_config config = {.memory = memory,
                                 .bytes = sizeof memory,
                                 .owner = side == OWNER,
                                 .lazy = lazy,
                                 .channels = 1,
                                 .shapes = &shape,
                                 .slots = model.slots[side],
                                 .ring = ring,
                                 .bell = (void *)(uintptr_t)!side};

    if (link_open(&model.link[side], &config) != LINK_OK)
        explore_fail("it cannot be opened");
    return &model.link[side];
}

/* Clears it before each life of its owner, page by page; the first page matters most. */
static void clear_memory(void)
{
    memset(memory, 0, 2 * sizeof(struct link_side));
    (void)shared_load((uint64_t *)memory);
    memset(memory, 0, sizeof memory);
    (void)shared_load((uint64_t *)memory);
    explore_clear_bell();
}

/* Returns whether the channels can be used. */
static bool poll(struct link *link)
{
    int result;

    do {
        result = link_poll(link);
    } while (result == LINK_RESTARTED);
    if (result == LINK_BROKEN)
        explore_fail("broken, though all went by the rules");
    return result == LINK_OK;
}

static void submit(struct link_channel *channel, uint32_t buffer, uint64_t number)
{
    uint64_t value = model.life << 8 | number;
    struct link_request request = {.buffer = buffer, .length = 8, .block = value};

    shared_write(link_buffer(channel, buffer), &value, 1);
    link_submit(channel, &request, number);
}

static void produce(struct link_channel *channel)
{
    struct link_done done;
    int buffer;

    while (link_reclaim(channel, &done) == LINK_OK)
        submit(channel, done.buffer, done.cookie);
    while (link_reap(channel, &done) == LINK_OK) {
        if (model.done & 1ull << done.cookie)
            explore_fail("a request was done twice");
        model.done |= 1ull << done.cookie;
        link_give(channel, done.buffer);
    }
    while (model.submitted < requests && (buffer = link_take(channel)) >= 0)
        submit(channel, (uint32_t)buffer, model.submitted++);
}

static void consume(struct link_channel *channel)
{
    const struct link_request *request[SLOTS];
    unsigned count = 0;
    uint64_t value;

    while (count < SLOTS && link_next(channel, &request[count]) == LINK_OK) {
        shared_read(&value, link_buffer(channel, request[count]->buffer), 1);
        if (value != request[count]->block &&
            channel->link->theirs->hello == channel->link->expected)
            explore_fail("a buffer does not hold what was submitted");
        if (request[count]->block <= model.last)
            explore_fail("a request came twice, or late");
        model.last = request[count++]->block;
        if (model.last >> 8 == model.life)
            model.consumed |= 1ull << (model.last & 0xff);
    }
    for (unsigned i = 0; i < count; i++)
        link_complete(channel, request[reverse ? count - 1 - i : i]->buffer, 0, 0);
}

/* Begins a life, or begins again after giving up. */
static struct link *begin(unsigned side)
{
    if (side == producer()) {
        model.life++;
        model.submitted = model.done = model.consumed = 0;
    } else {
        model.last = 0;
    }
    return open_link(side);
}

/* Gives up the other side, which may still be alive. */
static void give_up(struct link *link, unsigned side)
{
    struct link_done done;
    uint64_t unfinished = 0, wanted = ((1ull << model.submitted) - 1) & ~model.done;

    model.abandoned = 1;
    link_abandon(link);
    while (link_reclaim(&link->channels[0], &done) == LINK_OK)
        unfinished |= 1ull << done.cookie;
    if (side == producer() && unfinished != wanted)
        explore_fail("a side that gives up does not get back its open requests");
    begin(side);
}

static void live(unsigned side)
{
    struct link *link;
    uint64_t session;

    if (side == OWNER)
        clear_memory();
    link = begin(side);
    for (session = 0;; session = link->session) {
        bool usable = poll(link);

        if (side != producer() && session != link->session)
            model.last = 0;
        if (usable && side == producer())
            produce(&link->channels[0]);
        else if (usable)
            consume(&link->channels[0]);
        if (usable && (int)side == doubter && model.abandoned == 0)
            give_up(link, side);
        if (link_sleep(link))
            explore_wait();
    }
}

static const char unfinished[] = "all sleep, but not all is done";

static const char *wrong_at_end(void)
{
    if (model.link[OWNER].state != LINK_OK || model.link[PEER].state != LINK_OK)
        return "they do not know of each other";
    /* A lazy producer does not see the last completions. */
    return (lazy ? model.consumed : model.done) == (1ull << requests) - 1 ? NULL : unfinished;
}

/* Numbers of sleeps grow for ever, but only equality matters, now or later: how far they are from
 * the latest, and whether the other side can still name the sleep that was rung for. */
static uint64_t since(uint64_t latest, uint64_t asleep)
{
    return asleep != 0 ? (latest + 1 - (asleep >> 1)) << 1 | (asleep & SLEEP_HUNGRY) : 0;
}

static void forget_history(void)
{
    for (unsigned side = 0; side < SIDES; side++) {
        uint64_t *word = &((struct link_side *)memory)[side].asleep, *asleep = word;
        uint64_t latest = model.link[side].ticket, *rung = &model.link[!side].rung;
        bool known = *rung >> 1 > latest;

        for (unsigned n = 0; word != NULL; word = explore_pending(asleep, n++)) {
            known = known || *word == *rung;
            *word = since(latest, *word);
        }
        *rung = known ? since(latest, *rung) : 0;
        model.link[side].ticket = 0;
    }
}

static const char *explore_links(bool by_owner, unsigned count, struct exploration exploration)
{
    shape.by_owner = by_owner;
    requests = count;
    memset(&model, 0, sizeof model);
    memset(memory, 0, sizeof memory);
    exploration.program = live;
    exploration.wrong_at_end = wrong_at_end;
    exploration.forget_history = forget_history;
    return explore(&exploration);
}

static void assert_right(unsigned count, struct exploration exploration)
{
    for (unsigned by_owner = 0; by_owner < 2; by_owner++) {
        const char *wrong = explore_links(by_owner, count, exploration);

        if (wrong != NULL)
            fail_msg("producer is the %s: %s", by_owner ? "owner" : "peer", wrong);
    }
}

static void undisturbed(void **state)
{
    (void)state;
    assert_right(3, (struct exploration){.reorder = false});
    assert_right(3, (struct exploration){.reorder = true});
}

static void completed_in_another_order(void **state)
{
    (void)state;
    reverse = true;
    assert_right(3, (struct exploration){.reorder = true});
    reverse = false;
}

static void lazy_producers(void **state)
{
    (void)state;
    lazy = true;
    assert_right(3, (struct exploration){.reorder = false});
    assert_right(3, (struct exploration){.reorder = true});
    assert_right(3, (struct exploration){.restarts = {[OWNER] = 1}});
    assert_right(3, (struct exploration){.restarts = {[PEER] = 1}});
    lazy = false;
}

static void owner_restarts(void **state)
{
    (void)state;
    assert_right(2, (struct exploration){.restarts = {[OWNER] = 1}, .reorder = true});
}

static void peer_restarts(void **state)
{
    (void)state;
    assert_right(2, (struct exploration){.restarts = {[PEER] = 1}, .reorder = true});
}

static void both_restart(void **state)
{
    (void)state;
    assert_right(1, (struct exploration){.restarts = {1, 1}});
}

static void one_gives_up(void **state)
{
    (void)state;
    for (doubter = OWNER; doubter < SIDES; doubter++) {
        assert_right(2, (struct exploration){.reorder = true});
        assert_right(1, (struct exploration){
                            .restarts = {[OWNER] = doubter == PEER, [PEER] = doubter == OWNER}});
    }
    doubter = -1;
}

/* The exploration is worth something: it finds the failures that the fences prevent. */
static void missing_fences_are_found(void **state)
{
    (void)state;
    assert_string_equal(explore_links(true, 1, (struct exploration){.without_fences = true}),
                        unfinished);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(undisturbed),    cmocka_unit_test(completed_in_another_order),
        cmocka_unit_test(lazy_producers), cmocka_unit_test(owner_restarts),
        cmocka_unit_test(peer_restarts),  cmocka_unit_test(both_restart),
        cmocka_unit_test(one_gives_up),   cmocka_unit_test(missing_fences_are_found),
    };

    explore_data(&model, sizeof model);
    explore_data(memory, 2 * sizeof(struct link_side) + sizeof(struct link_rings) +
                             SLOTS * 8 * (REQUEST_WORDS + COMPLETION_WORDS));
    explore_data(memory + PAGE, (size_t)SLOTS * shape.buffer_bytes);
    return cmocka_run_group_tests_name("model", tests, NULL, NULL);
}
