/* SPDX-License-Identifier: BSD-2-Clause */
/* Streams of bytes over a link. */
#include <link/stream.h>

#include "pair.h"

static struct link *const owner = &sides[OWNER].link, *const peer = &sides[PEER].link;
static struct link_channel *const out = &sides[OWNER].link.channels[OUT];
static struct link_channel *const in = &sides[PEER].link.channels[OUT];

static void streams_carry_bytes_to_the_end(void **state)
{
    uint8_t sent[3 * DEPTH * BUFFER_BYTES], got[sizeof sent];
    struct link_stream writer, reader;
    size_t written = 0, read = 0;

    (void)state;
    pair_connect();
    link_stream_open(&writer, out);
    link_stream_open(&reader, in);
    for (size_t i = 0; i < sizeof sent; i++)
        sent[i] = (uint8_t)(i * 7 + i / 251);
    assert_int_equal(link_stream_read(&reader, got, 1), LINK_EMPTY);
    while (read < sizeof sent) {
        int64_t part = written < sizeof sent
                           ? link_stream_write(&writer, sent + written, sizeof sent - written)
                           : 0;
        assert_true(part >= 0 || part == LINK_EMPTY);
        written += part > 0 ? (size_t)part : 0;
        link_flush(owner);
        while ((part = link_stream_read(&reader, got + read, 100)) > 0)
            read += (size_t)part;
        assert_int_equal(part, LINK_EMPTY);
        link_flush(peer);
    }
    assert_memory_equal(sent, got, sizeof sent);
    assert_int_equal(link_stream_end(&writer), LINK_OK);
    assert_int_equal(link_stream_end(&writer), LINK_INVALID);
    assert_int_equal(link_stream_write(&writer, sent, 1), LINK_INVALID);
    link_flush(owner);
    assert_int_equal(link_stream_read(&reader, got, 1), 0);
    assert_int_equal(link_stream_read(&reader, got, 1), 0);
}

static void streams_do_not_outlive_their_session(void **state)
{
    struct link_stream writer;

    (void)state;
    pair_connect();
    link_stream_open(&writer, out);
    assert_int_equal(link_stream_write(&writer, "abc", 3), 3);
    link_flush(owner);
    pair_open(PEER);
    link_poll(peer);
    assert_int_equal(link_poll(owner), LINK_RESTARTED);
    assert_int_equal(link_stream_write(&writer, "abc", 3), LINK_RESTARTED);
    link_stream_open(&writer, out);
    assert_int_equal(link_stream_write(&writer, "abc", 3), LINK_DOWN);
    pair_shake_hands();
    for (unsigned i = 0; i < DEPTH; i++) /* bytes in flight no longer hold buffers */
        assert_int_equal(link_stream_write(&writer, "abc", 3), 3);
    assert_int_equal(link_stream_write(&writer, "abc", 3), LINK_EMPTY);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(streams_carry_bytes_to_the_end, pair_setup, pair_teardown),
        cmocka_unit_test_setup_teardown(streams_do_not_outlive_their_session, pair_setup,
                                        pair_teardown),
    };

    return cmocka_run_group_tests_name("link stream", tests, NULL, NULL);
}
