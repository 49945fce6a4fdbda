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
#include "user.h"

#define LIES_EACH   200 /* in one life, at most */
#define PATIENCE_US 300 /* for the victim to answer; it is more urgent */
#define TELL_EVERY  500 /* lives */
#define NUMBER_MOST (1ull << 40)

static uint64_t seed = 1;

/* ---- Lives ---- */

/* Until the victim has had enough of it. */
static void live(void)
{
    lies_open();
    for (bool up = user_comes_up(USER_OPEN_US); up && lies < LIES_EACH;
         up = user_comes_up(PATIENCE_US)) {
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
        check(user_opens() && user_is_answered(), "after %lu lies the victim answers all the same",
              (unsigned long)life.extra);
    }
    return check_done();
}
