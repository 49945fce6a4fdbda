/* SPDX-License-Identifier: BSD-2-Clause */
/* Links, one rule in each test. */
#include <link/link.h>
#include <string.h>

#include "../../lib/link/shared.h"
#include "pair.h"

static struct link *const owner = &sides[OWNER].link, *const peer = &sides[PEER].link;
static struct link_channel *const out =
    &sides[OWNER].link.channels[OUT]; /* as its producer sees it, */
static struct link_channel *const in = &sides[PEER].link.channels[OUT]; /* and its consumer */

/* Takes the next request and completes it with its value as the status. */
static void expect_and_complete(uint64_t value)
{
    const struct link_request *request;

    assert_int_equal(link_next(in, &request), LINK_OK);
    assert_int_equal(request->block, value);
    assert_memory_equal(link_buffer(in, request->buffer), &value, sizeof value);
    assert_int_equal(link_complete(in, request->buffer, (int32_t)value, 8), LINK_OK);
}

static void expect_done(uint64_t value)
{
    struct link_done done;

    assert_int_equal(link_reap(out, &done), LINK_OK);
    assert_int_equal(done.cookie, value);
    assert_int_equal(done.status, value);
    assert_int_equal(link_give(out, done.buffer), LINK_OK);
}

static void shapes_are_checked(void **state)
{
    static const struct link_shape wrong[] = {
        {3, 64, true},    {1, 64, true}, {2 * LINK_DEPTH, 64, true}, {4, 0, true}, {4, 100, true},
        {4, 65600, true}, {0, 64, true}};
    const struct link_shape fine[LINK_CHANNELS + 1] = {{LINK_DEPTH, 4096, true}, {2, 64, true}};
    struct link_config config = {.memory = memory, .bytes = 4096, .channels = 1, .shapes = fine};

    (void)state;
    for (unsigned i = 0; i < sizeof wrong / sizeof *wrong; i++)
        assert_int_equal(link_bytes(&wrong[i], 1), 0);
    assert_int_equal(link_bytes(fine, 0), 0);
    assert_int_equal(link_bytes(fine, LINK_CHANNELS + 1), 0);
    /* sides, tails, entries of 48 bytes; then pools, both in whole pages */
    assert_int_equal(link_bytes(fine, 2), 4 * 4096 + LINK_DEPTH * 4096 + 4096);
    assert_int_equal(link_open(owner, &config), LINK_INVALID);
}

static void both_sides_agree_on_the_layout(void **state)
{
    (void)state;
    pair_connect();
    for (unsigned i = 0; i < CHANNELS; i++) {
        assert_ptr_equal(owner->channels[i].pool, peer->channels[i].pool);
        assert_ptr_equal(owner->channels[i].tail_in, peer->channels[i].tail_out);
        assert_int_not_equal(owner->channels[i].producer, peer->channels[i].producer);
    }
}

static void nothing_goes_before_both_are_there(void **state)
{
    const struct link_request *request;
    struct link_done done;

    (void)state;
    pair_open(OWNER);
    assert_int_equal(link_poll(owner), LINK_DOWN);
    assert_int_equal(link_reap(out, &done), LINK_DOWN);
    assert_int_equal(
        link_submit(out, &(struct link_request){.buffer = (uint32_t)link_take(out)}, 0), LINK_DOWN);
    assert_true(link_sleep(owner));
    pair_open(PEER);
    assert_int_equal(sides[OWNER].rung, 1);
    assert_int_equal(link_poll(peer), LINK_DOWN);
    assert_int_equal(link_next(in, &request), LINK_DOWN);
    assert_int_equal(link_poll(owner), LINK_OK);
    assert_int_equal(link_poll(peer), LINK_OK);
}

static void requests_come_in_order_and_go_in_any(void **state)
{
    const struct link_request *request[3];

    (void)state;
    pair_connect();
    for (uint64_t value = 0; value < 5 * DEPTH; value += 3) {
        for (unsigned i = 0; i < 3; i++)
            pair_submit(out, value + i);
        assert_int_equal(link_next(in, &request[0]), LINK_EMPTY);
        link_flush(owner);
        for (unsigned i = 0; i < 3; i++) {
            assert_int_equal(link_next(in, &request[i]), LINK_OK);
            assert_int_equal(request[i]->block, value + i);
        }
        for (unsigned i = 0; i < 3; i++) {
            unsigned other = (i + 2) % 3;
            assert_int_equal(
                link_complete(in, request[other]->buffer, (int32_t)request[other]->block, 0),
                LINK_OK);
        }
        link_flush(peer);
        expect_done(value + 2);
        expect_done(value);
        expect_done(value + 1);
    }
}

static void buffers_bound_what_is_on_the_way(void **state)
{
    (void)state;
    pair_connect();
    for (uint64_t value = 0; value < DEPTH; value++)
        pair_submit(out, value);
    assert_int_equal(link_take(out), LINK_EMPTY);
    link_flush(owner);
    expect_and_complete(0);
    assert_int_equal(link_take(out), LINK_EMPTY);
    link_flush(peer);
    expect_done(0);
    assert_in_range(link_take(out), 0, DEPTH - 1);
    assert_int_equal(link_take(out), LINK_EMPTY);
}

static void callers_mistakes_are_told(void **state)
{
    const struct link_request *request;
    uint32_t buffer;

    (void)state;
    pair_connect();
    assert_int_equal(link_give(out, 0), LINK_INVALID);
    assert_int_equal(link_give(out, DEPTH), LINK_INVALID);
    assert_int_equal(link_submit(out, &(struct link_request){.buffer = 1}, 0), LINK_INVALID);
    buffer = pair_submit(out, 1);
    assert_int_equal(link_give(out, buffer), LINK_INVALID);
    assert_int_equal(link_submit(out, &(struct link_request){.buffer = buffer}, 0), LINK_INVALID);
    buffer = (uint32_t)link_take(out);
    assert_int_equal(
        link_submit(out, &(struct link_request){buffer, BUFFER_BYTES + 1, 0, 0, 0, 0}, 0),
        LINK_INVALID);
    link_flush(owner);
    assert_int_equal(link_complete(in, 0, 0, 0), LINK_INVALID);
    assert_int_equal(link_next(in, &request), LINK_OK);
    assert_int_equal(link_complete(in, request->buffer, 0, BUFFER_BYTES + 1), LINK_INVALID);
    assert_int_equal(link_complete(in, request->buffer, 0, 0), LINK_OK);
    assert_int_equal(link_complete(in, request->buffer, 0, 0), LINK_INVALID);
}

static void sleepers_are_rung_for_once(void **state)
{
    unsigned before;

    (void)state;
    pair_connect();
    before = sides[PEER].rung;
    pair_submit(out, 0);
    link_flush(owner); /* the peer is awake */
    assert_int_equal(sides[PEER].rung, before);
    assert_false(link_sleep(peer));
    expect_and_complete(0);
    assert_true(link_sleep(peer));
    pair_submit(out, 1);
    pair_submit(out, 2);
    assert_int_equal(sides[PEER].rung, before);
    link_flush(owner);
    pair_submit(out, 3);
    link_flush(owner);
    assert_int_equal(sides[PEER].rung, before + 1);
    link_poll(peer);
    expect_and_complete(1);
    expect_and_complete(2);
    expect_and_complete(3);
    assert_true(link_sleep(peer));
    expect_done(0);
    expect_done(1);
    pair_submit(out, 4);
    link_flush(owner);
    assert_int_equal(sides[PEER].rung, before + 2);
}

static void lazy_sleepers_are_rung_for_requests_and_for_the_buffers_they_lack(void **state)
{
    unsigned before;

    (void)state;
    lazy = true;
    pair_connect();
    before = sides[OWNER].rung;
    pair_submit(out, 0);
    assert_true(link_sleep(owner));
    expect_and_complete(0);
    link_flush(peer); /* there are other buffers */
    assert_int_equal(sides[OWNER].rung, before);
    assert_true(link_sleep(owner));
    pair_submit(&peer->channels[BACK], 9);
    link_flush(peer);
    assert_int_equal(sides[OWNER].rung, before + 1);
    for (uint64_t value = 1; value < DEPTH; value++)
        pair_submit(out, value);
    assert_int_equal(link_take(out), LINK_EMPTY);
    assert_false(link_sleep(owner)); /* the first request's buffer is back */
    expect_done(0);
    pair_submit(out, DEPTH);
    link_poll(owner);
    assert_int_equal(link_next(&owner->channels[BACK], &(const struct link_request *){NULL}),
                     LINK_OK);
    assert_true(link_sleep(owner));
    expect_and_complete(1);
    link_flush(peer);
    assert_int_equal(sides[OWNER].rung, before + 2);
}

/* Submits 0 .. 3, of which 1 is completed, and 0 is taken, when one of the two dies. */
static void halfway(void)
{
    const struct link_request *request;

    pair_connect();
    for (uint64_t value = 0; value < 4; value++)
        pair_submit(out, value);
    link_flush(owner);
    assert_int_equal(link_next(in, &request), LINK_OK);
    expect_and_complete(1);
    link_flush(peer);
    expect_done(1);
}

static void consumer_restarts_and_nothing_is_lost(void **state)
{
    static const uint64_t unfinished[] = {0, 2, 3};
    struct link_done done;

    (void)state;
    halfway();
    pair_open(PEER);
    assert_int_equal(link_poll(peer), LINK_DOWN);
    assert_int_equal(link_reap(out, &done), LINK_DOWN);
    assert_int_equal(link_poll(owner), LINK_RESTARTED);
    assert_false(link_sleep(owner)); /* before its answer */
    pair_shake_hands();
    for (unsigned i = 0; i < 3; i++) {
        assert_int_equal(link_reclaim(out, &done), LINK_OK);
        assert_int_equal(done.cookie, unfinished[i]);
        assert_int_equal(link_give(out, done.buffer), LINK_OK);
        pair_submit(out, done.cookie);
    }
    assert_int_equal(link_reclaim(out, &done), LINK_EMPTY);
    link_flush(owner);
    for (unsigned i = 0; i < 3; i++)
        expect_and_complete(unfinished[i]);
    link_flush(peer);
    for (unsigned i = 0; i < 3; i++)
        expect_done(unfinished[i]);
}

static void producer_restarts_and_old_requests_are_void(void **state)
{
    const struct link_request *request;

    (void)state;
    halfway();
    pair_open(OWNER);
    assert_int_equal(link_poll(owner), LINK_DOWN);
    assert_int_equal(link_next(in, &request), LINK_DOWN);
    assert_int_equal(link_poll(peer), LINK_RESTARTED);
    assert_int_equal(link_complete(in, 0, 0, 0), LINK_DOWN);
    pair_shake_hands();
    assert_int_equal(link_next(in, &request), LINK_EMPTY);
    pair_submit(out, 9);
    link_flush(owner);
    expect_and_complete(9);
    assert_int_equal(link_next(in, &request), LINK_EMPTY);
}

/* The owner ends while the peer copies, and its memory is cleared, from the front: the peer
 * notices. */
static void a_copy_of_cleared_memory_is_found_out(void **state)
{
    const struct link_request *request;

    (void)state;
    pair_connect();
    pair_submit(out, 7);
    link_flush(owner);
    assert_int_equal(link_next(in, &request), LINK_OK);
    assert_true(link_holds(peer));
    memset(memory, 0, sizeof(struct link_side));
    assert_false(link_holds(peer));
    pair_open(OWNER);
    assert_false(link_holds(peer)); /* nor does it hold in the next life */
    assert_int_equal(link_poll(peer), LINK_RESTARTED);
    assert_false(link_holds(peer));
    pair_shake_hands();
    assert_true(link_holds(peer));
}

/* The owner abandons the link as if it were broken: it gets its requests back, and a peer may come
 * again. */
static void abandoned_as_if_broken(void **state)
{
    static const uint64_t unfinished[] = {0, 2, 3};
    struct link_done done;

    (void)state;
    halfway();
    link_abandon(owner);
    link_abandon(owner);
    assert_int_equal(link_poll(owner), LINK_BROKEN);
    assert_int_equal(link_reap(out, &done), LINK_BROKEN);
    assert_true(link_sleep(owner));
    for (unsigned i = 0; i < 3; i++) {
        assert_int_equal(link_reclaim(out, &done), LINK_OK);
        assert_int_equal(done.cookie, unfinished[i]);
    }
    assert_int_equal(link_reclaim(out, &done), LINK_EMPTY);
    assert_int_equal(link_poll(peer), LINK_RESTARTED); /* if it is alive after all */
    pair_open(OWNER);
    pair_shake_hands();
    pair_submit(out, 9);
    link_flush(owner);
    expect_and_complete(9);
}

static void broken_for_ever(struct link *link, int result)
{
    assert_int_equal(result, LINK_BROKEN);
    for (unsigned i = 0; i < 3; i++) {
        assert_int_equal(link_poll(link), LINK_BROKEN);
        assert_true(link_sleep(link));
    }
    assert_false(link_renewed(link));
    pair_open(link == owner ? PEER : OWNER);
    assert_int_equal(link_poll(link), LINK_BROKEN);
    assert_true(link_renewed(link));
}

static int next_after(uint64_t *word, uint64_t value)
{
    const struct link_request *request;

    pair_connect();
    pair_submit(out, 1);
    link_flush(owner);
    *word = value;
    return link_next(in, &request);
}

static void forged_requests_break_the_link(void **state)
{
    uint64_t *tail, *first;

    (void)state;
    pair_connect();
    tail = out->tail_out;
    first = out->requests;
    broken_for_ever(peer, next_after(tail, DEPTH + 1));
    broken_for_ever(peer, next_after(tail, UINT64_MAX));
    broken_for_ever(peer, next_after(first, DEPTH));
    broken_for_ever(peer, next_after(first, UINT32_MAX));
    broken_for_ever(peer, next_after(first, (uint64_t)(BUFFER_BYTES + 1) << 32));
}

static void buffers_lent_twice_break_the_link(void **state)
{
    const struct link_request *request;

    (void)state;
    pair_connect();
    assert_int_equal(next_after(out->tail_out, 1), LINK_OK);
    *out->tail_out = 2;
    memcpy(out->requests + REQUEST_WORDS, out->requests, 8 * REQUEST_WORDS);
    broken_for_ever(peer, link_next(in, &request));
}

static int reap_after(uint64_t *word, uint64_t value)
{
    struct link_done done;

    pair_connect();
    pair_submit(out, 1);
    pair_submit(out, 2);
    link_flush(owner);
    expect_and_complete(1);
    link_flush(peer);
    *word = value;
    return link_reap(out, &done);
}

static void forged_completions_break_the_link(void **state)
{
    uint64_t *tail, *first;

    (void)state;
    pair_connect();
    tail = out->tail_in;
    first = out->completions;
    broken_for_ever(owner, reap_after(tail, 3)); /* more than were submitted */
    broken_for_ever(owner, reap_after(first, DEPTH));
    broken_for_ever(owner, reap_after(first, 2)); /* not lent */
    broken_for_ever(owner, reap_after(first + 1, BUFFER_BYTES + 1));
    broken_for_ever(owner, reap_after(first + 1, 1ull << 32));
}

static void broken_links_can_be_opened_anew(void **state)
{
    struct link_done lost;

    (void)state;
    pair_connect();
    assert_int_equal(reap_after(out->tail_in, 100), LINK_BROKEN);
    for (uint64_t value = 1; value <= 2; value++) {
        assert_int_equal(link_reclaim(out, &lost), LINK_OK);
        assert_int_equal(lost.cookie, value);
    }
    pair_connect();
    pair_submit(out, 3);
    link_flush(owner);
    expect_and_complete(3);
    link_flush(peer);
    expect_done(3);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, pair_setup, pair_teardown)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(shapes_are_checked),
        TEST(both_sides_agree_on_the_layout),
        TEST(nothing_goes_before_both_are_there),
        TEST(requests_come_in_order_and_go_in_any),
        TEST(buffers_bound_what_is_on_the_way),
        TEST(callers_mistakes_are_told),
        TEST(sleepers_are_rung_for_once),
        TEST(lazy_sleepers_are_rung_for_requests_and_for_the_buffers_they_lack),
        TEST(consumer_restarts_and_nothing_is_lost),
        TEST(producer_restarts_and_old_requests_are_void),
        TEST(a_copy_of_cleared_memory_is_found_out),
        TEST(abandoned_as_if_broken),
        TEST(forged_requests_break_the_link),
        TEST(buffers_lent_twice_break_the_link),
        TEST(forged_completions_break_the_link),
        TEST(broken_links_can_be_opened_anew),
    };

    return cmocka_run_group_tests_name("link", tests, NULL, NULL);
}
