/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Kills a component that writes to a slow disk (scribe.c), again and again, each time after its
 * next life has told what it has found on the disk. As the arguments say, which are words:
 *
 *     kill=NAME    the writer
 *     also=NAME    a driver or service of its disk, which it kills now and then; any number of them
 *     times=N      so often; then the system ends. 0: never
 *     pause=US     the longest time from that on to the kill
 *     seed=N       decides the times and the victims
 */
#include <cos/entry.h>
#include <cos/runtime.h>

#include "../components/check.h"
#include "../components/random.h"
#include "../components/words.h"
#include "../restart/target.h"
#include "notary.h"

#define OTHERS      4
#define OTHER_EVERY 8 /* kills, on average, of one of the others */
#define NUMBER_MOST 1000000000
#define LOOK_US     500
#define PATIENCE_US 60000000 /* for a life to begin */

COS_STACK(16384);
COS_ENTRY(evm_gate_0, notary_call);

static uint64_t writer, others[OTHERS], other_count, times, pause_us = 50000, seed = 1;

/* What the writer has told. */
static volatile uint64_t kept, lives, wrong, zero, failures, breaks;
static volatile bool writes;

struct cos_result notary_call(uint64_t method, uint64_t a1, uint64_t a2, uint64_t a3,
                              uint64_t token, uint64_t thread)
{
    (void)a3, (void)token, (void)thread;
    switch (method) {
    case NOTARY_KEPT:
        break;
    case NOTARY_BEGIN:
        writes = true;
        break;
    case NOTARY_KEEP:
        kept = a1;
        writes = false;
        break;
    case NOTARY_FOUND:
        wrong += a1;
        zero += a2;
        lives++;
        break;
    case NOTARY_FAIL:
        failures++;
        break;
    case NOTARY_BREAK:
        breaks++;
        break;
    default:
        return (struct cos_result){.value = -COS_ENOSYS};
    }
    return (struct cos_result){.extra = kept};
}

/* ---- The killer ---- */

static bool is_told; /* to end */

static void wait(uint64_t us)
{
    uint64_t deadline = cos_tsc() + cos_ticks(us), events;

    while (!is_told && cos_tsc() < deadline)
        if (cos_wait(COS_SLOT_ENDPOINT, deadline, &events) == 0)
            is_told = events & COS_EVENT_POWER;
}

static bool lives_again(uint64_t before)
{
    uint64_t deadline = cos_tsc() + cos_ticks(PATIENCE_US);

    while (lives == before && !is_told && cos_tsc() < deadline)
        wait(LOOK_US);
    return lives != before;
}

static void kill_all(void)
{
    struct random random = {seed};
    uint64_t kills = 0, other_kills = 0, amid = 0, before = 0;

    bool amid_now;

    while (kills < times && lives_again(before) && !is_told && wrong == 0 && failures == 0) {
        wait(random_next(&random) % pause_us);
        before = lives;
        if (other_count != 0 && random_next(&random) % OTHER_EVERY == 0) {
            uint64_t other = others[random_next(&random) % other_count];

            other_kills += supervisor(SUPERVISOR_KILL, other, 0, NULL) == 0;
        }
        amid_now = writes;
        if (supervisor(SUPERVISOR_KILL, writer, 0, NULL) == 0) {
            kills++;
            amid += amid_now;
        }
    }
    check(lives_again(before), "the writer is there again after %lu deaths", (unsigned long)kills);
    check_result((int64_t)kills, (int64_t)times, "it was killed as often as it should be");
    check(amid >= times / 4, "%lu times amid writes", (unsigned long)amid);
    check(other_count == 0 || other_kills != 0, "who serves it was killed %lu times",
          (unsigned long)other_kills);
    check(kept > times / 8, "%lu rounds were kept", (unsigned long)kept);
    check_result((int64_t)failures, 0, "requests that failed, or took too long");
    check_result((int64_t)wrong, 0, "wrong sectors (%lu of them zero; %lu lives; %lu broken links)",
                 (unsigned long)zero, (unsigned long)lives, (unsigned long)breaks);
}

/* ---- Arguments ---- */

static bool find(struct text name, uint64_t *id)
{
    char text[EVM_NAME] = {0};
    size_t length = (size_t)(name.end - name.at);

    if (length >= sizeof text)
        return false;
    memcpy(text, name.at, length);
    *id = find_component(text);
    return *id != 0;
}

static bool read_word(struct text word)
{
    struct text value;

    if (text_starts(word, "also=", &value))
        return other_count < OTHERS && find(value, &others[other_count++]);
    return (text_starts(word, "kill=", &value) && find(value, &writer)) ||
           (text_starts(word, "times=", &value) && text_number(value, 10, NUMBER_MOST, &times)) ||
           (text_starts(word, "pause=", &value) &&
            text_number(value, 10, NUMBER_MOST, &pause_us)) ||
           (text_starts(word, "seed=", &value) && text_number(value, 10, NUMBER_MOST, &seed));
}

int main(const struct cos_start *start)
{
    if (!words_read(start, read_word))
        return 1;
    while (times == 0 && !is_told)
        wait(PATIENCE_US);
    if (times != 0)
        kill_all();
    return check_done();
}
