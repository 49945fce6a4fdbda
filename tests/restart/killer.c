/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Kills components of a running system. As the arguments say, which are words:
 *
 *     kill=NAME     one of those to kill, in turn
 *     pause=MS      between two of them; default: 100
 *     after=MS      before the first one; default: 1000
 *     times=N       so often each, at least; then it ends
 *     forever       it goes on until it is told to
 *     last          those that are killed need not be there again after the last time
 *
 * Without kill= it kills the component that a line of input names: `kill NAME`. In the manifest:
 * {guest: native, program: killer.elf, booter: yes, ...}.
 */
#include <console.h>
#include <cos/runtime.h>

#include "../components/check.h"
#include "../components/words.h"
#include "target.h"

#define TARGETS     8
#define LINE        80
#define NUMBER_MOST 1000000
#define LOOK_US     1000
#define PATIENCE_US 20000000 /* for a component to come back */

static struct target {
    char name[EVM_NAME];
    uint64_t id, kills;
} targets[TARGETS];
static unsigned target_count;
static uint64_t pause_ms = 100, after_ms = 1000, times;
static bool forever, is_last, is_told; /* to end */

static void wait(uint64_t us)
{
    uint64_t deadline = cos_tsc() + cos_ticks(us), events;

    while (!is_told && cos_tsc() < deadline)
        if (cos_wait(COS_SLOT_ENDPOINT, deadline, &events) == 0)
            is_told = events & COS_EVENT_POWER;
}

/* ---- By the clock ---- */

static bool is_running(const struct target *target)
{
    return (supervisor(SUPERVISOR_STATUS, target->id, 0, NULL) & 0xff) == SUPERVISOR_RUNNING;
}

/* Whether it is there again after its last death. */
static bool comes_back(const struct target *target)
{
    uint64_t deadline = cos_tsc() + cos_ticks(PATIENCE_US);

    while (!is_told && !is_running(target) && cos_tsc() < deadline)
        wait(LOOK_US);
    return is_told || is_running(target);
}

static bool kill_next(unsigned turn)
{
    struct target *target = &targets[turn % target_count];

    if (!comes_back(target)) {
        check(false, "%s is there again after %lu deaths", target->name,
              (unsigned long)target->kills);
        return false;
    }
    target->kills += !is_told && supervisor(SUPERVISOR_KILL, target->id, 0, NULL) == 0;
    return true;
}

static bool is_done(void)
{
    bool done = times != 0;

    for (unsigned i = 0; i < target_count; i++)
        done = done && targets[i].kills >= times && (is_last || is_running(&targets[i]));
    return done;
}

static void kill_by_clock(void)
{
    bool good = true;

    wait(after_ms * 1000);
    for (unsigned turn = 0; good && !is_told && (forever || !is_done()); turn++) {
        good = kill_next(turn);
        wait(pause_ms * 1000);
    }
    for (unsigned i = 0; i < target_count; i++) {
        check(targets[i].kills >= times, "%s was killed %lu times", targets[i].name,
              (unsigned long)targets[i].kills);
    }
}

/* ---- By input ---- */

static void obey(char *line)
{
    static const char command[] = "kill ";
    const char *name = line + strlen(command);
    uint64_t id = strncmp(line, command, strlen(command)) == 0 ? find_component(name) : 0;

    if (id == 0)
        cos_print("'%s' is wrong; expected `kill NAME`, of a component\n", line);
    else
        cos_print("kill %s: %ld\n", name, (long)supervisor(SUPERVISOR_KILL, id, 0, NULL));
}

static void take_input(void)
{
    static char line[LINE];
    static unsigned length;
    struct cos_result input;

    while ((input = cos_call(COS_SLOT_CONSOLE, CONSOLE_METHOD(CONSOLE_READ, 0), 0, 0, 0)).value >
           0) {
        for (int64_t i = 0; i < input.value; i++) {
            char c = (char)(input.extra >> 8 * i);

            if (c != '\n' && c != '\r') {
                line[length] = c;
                length += length < LINE - 1;
            } else if (length > 0) {
                line[length] = 0;
                length = 0;
                obey(line);
            }
        }
    }
}

static void kill_by_input(void)
{
    uint64_t events = 0;

    while (!(events & COS_EVENT_POWER)) {
        take_input();
        cos_wait(COS_SLOT_ENDPOINT, COS_FOREVER, &events);
    }
}

/* ---- Arguments ---- */

static bool add_target(struct text name)
{
    struct target *target = &targets[target_count];
    size_t length = (size_t)(name.end - name.at);

    if (target_count == TARGETS || length >= sizeof target->name)
        return false;
    memcpy(target->name, name.at, length);
    target->id = find_component(target->name);
    target_count++;
    return target->id != 0;
}

static bool read_word(struct text word)
{
    struct text value;

    if (text_starts(word, "kill=", &value))
        return add_target(value);
    forever = forever || text_is(word, "forever");
    is_last = is_last || text_is(word, "last");
    return text_is(word, "forever") || text_is(word, "last") ||
           (text_starts(word, "pause=", &value) &&
            text_number(value, 10, NUMBER_MOST, &pause_ms)) ||
           (text_starts(word, "after=", &value) &&
            text_number(value, 10, NUMBER_MOST, &after_ms)) ||
           (text_starts(word, "times=", &value) && text_number(value, 10, NUMBER_MOST, &times));
}

int main(const struct cos_start *start)
{
    if (!words_read(start, read_word))
        return 1;
    if (target_count == 0) {
        kill_by_input();
        return 0;
    }
    kill_by_clock();
    return check_done();
}
