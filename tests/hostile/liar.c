/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * A side of a link that does what it should, and between that lies in each field of each structure
 * that it shares: of itself, of the other side, of rings and buffers. When its victim has ended the
 * link, it begins anew, until it has lied often enough. Arguments: `disk` or `net`: what goes over
 * the link, `user` or `server`: whether it owns that; `seed=N`; `from=N`, `count=N`: blocks that it
 * may write. What it calls counts.
 */
#include <block.h>
#include <cos/runtime.h>
#include <cos/string.h>
#include <cos/syscall.h>
#include <ether.h>

#include "../components/check.h"
#include "../components/words.h"
#include "lies.h"
#include "tally.h"

#define LIES_EACH   200 /* in one life, at most */
#define PATIENCE_US 300 /* for the victim to answer; it is more urgent */
#define OPEN_US     1000000
#define TELL_EVERY  500 /* lives */
#define NUMBER_MOST (1ull << 40)

static uint64_t seed = 1;

/* ---- Lives ---- */

static bool comes_up(uint64_t patience_us)
{
    uint64_t deadline = cos_tsc() + cos_ticks(patience_us), events;

    while (link_poll(&link) != LINK_OK && link.state != LINK_BROKEN && cos_tsc() < deadline)
        if (link_sleep(&link))
            cos_wait(COS_SLOT_ENDPOINT, deadline, &events);
    return link.state == LINK_OK;
}

/* Until the victim has had enough of it. */
static void live(void)
{
    lies_open();
    for (bool up = comes_up(OPEN_US); up && lies < LIES_EACH; up = comes_up(PATIENCE_US)) {
        behave();
        link_flush(&link);
        if (served > 0 || is_user || !is_disk)
            lie();
        else /* a disk that has not said what it is is none */
            cos_sleep(PATIENCE_US);
    }
    cos_call(COS_SLOT_CALL, TALLY_ADD, lies, 0, 0);
    cos_reboot();
}

/* Opens the link as users do: if it turns out to be broken, opens it again. */
static bool opens(void)
{
    uint64_t deadline = cos_tsc() + cos_ticks(OPEN_US);

    do {
        lies_open();
    } while (!comes_up(OPEN_US) && link.state == LINK_BROKEN && cos_tsc() < deadline);
    return link.state == LINK_OK;
}

/* Whether the victim, which has been told nothing but lies before, answers a user in time: what it
 * has spent on the lies may keep it from that for a while (cos/pace.h). */
static bool is_answered(void)
{
    struct link_channel *channel = &link.channels[0];
    struct link_request request = {.kind = is_disk ? (uint32_t)BLOCK_INFO : (uint32_t)ETHER_INFO};
    struct link_done done;
    uint64_t deadline = cos_tsc() + cos_ticks(OPEN_US), events;

    request.buffer = (uint32_t)link_take(channel);
    if (link_submit(channel, &request, 7) != LINK_OK)
        return false;
    link_flush(&link);
    while (link_reap(channel, &done) != LINK_OK) {
        if (!comes_up(0) || cos_tsc() >= deadline)
            return false;
        if (link_sleep(&link))
            cos_wait(COS_SLOT_ENDPOINT, deadline, &events);
    }
    return done.cookie == 7 && done.status == 0;
}

static bool read_word(struct text word)
{
    struct text value;

    is_disk = is_disk || text_is(word, "disk");
    is_user = is_user || text_is(word, "user");
    return text_is(word, "disk") || text_is(word, "net") || text_is(word, "user") ||
           text_is(word, "server") ||
           (text_starts(word, "seed=", &value) && text_number(value, 10, NUMBER_MOST, &seed)) ||
           (text_starts(word, "from=", &value) && text_number(value, 10, NUMBER_MOST, &from)) ||
           (text_starts(word, "count=", &value) && text_number(value, 10, NUMBER_MOST, &count));
}

int main(const struct cos_start *start)
{
    struct cos_result life;

    if (!words_read(start, read_word))
        return 1;
    life = cos_call(COS_SLOT_CALL, TALLY_BEGIN, 0, 0, 0);
    lies_begin(start, seed << 32 | (uint64_t)life.value);
    if (life.value % TELL_EVERY == 0)
        cos_print("%lu lies\n", (unsigned long)life.extra);
    if (life.extra < LIES)
        live();
    cos_print("%lu lies in %ld lives, seed %lu\n", (unsigned long)life.extra, (long)life.value - 1,
              (unsigned long)seed);
    if (is_user) {
        check(opens() && is_answered(), "after %lu lies the victim answers all the same",
              (unsigned long)life.extra);
    }
    return check_done();
}
