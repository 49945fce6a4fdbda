/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * A component that begins, gets ready and ends when its arguments say so, which are words; times
 * are in milliseconds, since its own start, or, where noted, since the system's:
 *
 *     from=MS, to=MS   a case: its first life begins at that time of the system
 *     again=MS         a case: each later life begins then or later
 *     ready=MS         it says that it is ready after so long; default: never
 *     for=MS           it ends by itself after so long; default: when it is told to
 *     status=N         its status then; default: 0
 *     fails=N          its first N lives end so, later ones when they are told to, or with
 *     works=1          after the same time, with status 0
 *     told=MS, by=MS   a case: it is told to end at that time of the system
 *     slow=MS          it takes so long to end when it is told to
 *     punctual=MS      a case: when it ends by itself, it is late by so much at most
 *     ask=MS           it asks for the system's end after so long
 *
 * `again` and `fails` need `booter: yes`.
 */
#include <cos/runtime.h>
#include <cos/syscall.h>
#include <supervisor.h>

#include "../components/check.h"
#include "../components/words.h"

#define MOST 1000000

static uint64_t from, to = MOST, again, ready = MOST, length = MOST, status, fails, works, told,
                      by = MOST, slow, punctual, ask = MOST;

static const struct {
    const char *name;
    uint64_t *value;
} words[] = {
    {"from=", &from},  {"to=", &to},         {"again=", &again}, {"ready=", &ready},
    {"for=", &length}, {"fails=", &fails},   {"works=", &works}, {"told=", &told},
    {"by=", &by},      {"status=", &status}, {"slow=", &slow},   {"punctual=", &punctual},
    {"ask=", &ask},
};

static bool read_word(struct text word)
{
    struct text value;

    for (unsigned i = 0; i < sizeof words / sizeof words[0]; i++)
        if (text_starts(word, words[i].name, &value))
            return text_number(value, 10, MOST, words[i].value);
    return false;
}

static uint64_t now_ms(void)
{
    return cos_ns() / 1000000;
}

/* How often it has been started again. */
static uint64_t restarts(void)
{
    if (fails == 0 && again == 0)
        return 0;
    return cos_call(COS_SLOT_SUPERVISOR, SUPERVISOR_USAGE, cos_self()->id, SUPERVISOR_RESTARTS, 0)
        .extra;
}

static void check_time(uint64_t least, uint64_t most, const char *what)
{
    uint64_t ms = now_ms();

    check(ms >= least && ms <= most, "%s after %lu ms", what, (unsigned long)ms);
}

static int end_when_told(void)
{
    if (told != 0)
        check_time(told, by, "told to end");
    cos_sleep(slow * 1000);
    return check_failures != 0;
}

static int end_by_itself(uint64_t lived)
{
    if (punctual != 0)
        check(lived < cos_ticks(1000) * (length + punctual), "ends in time");
    return check_failures != 0 ? 1 : (int)status;
}

/* Waits until the time of its life comes. Returns true if it has been told to end. */
static bool wait_until(uint64_t begin, uint64_t ms)
{
    uint64_t deadline = begin + cos_ticks(1000) * ms, events;

    while (cos_tsc() < deadline)
        if (cos_wait(COS_SLOT_ENDPOINT, deadline, &events) == 0 && events & COS_EVENT_POWER)
            return true;
    return false;
}

static uint64_t earliest(void)
{
    uint64_t first = ready < length ? ready : length;

    return first < ask ? first : ask;
}

int main(const struct cos_start *start)
{
    uint64_t begin = cos_tsc(), lives = 0, ms;

    if (!words_read(start, read_word))
        return 1;
    lives = restarts();
    if (lives != 0)
        check_time(again, MOST, "begins again");
    else
        check_time(from, to, "begins");
    while (!wait_until(begin, ms = earliest())) {
        if (ms == ready) {
            check_result(cos_ready(), 0, "says that it is ready");
            ready = MOST;
        } else if (ms == ask) {
            cos_call(COS_SLOT_SUPERVISOR, SUPERVISOR_SHUTDOWN, 0, 0, 0);
            ask = MOST;
        } else if (fails == 0 || lives < fails || works != 0) {
            status = lives < fails || works == 0 ? status : 0;
            return end_by_itself(cos_tsc() - begin);
        } else {
            length = MOST;
        }
    }
    return end_when_told();
}
