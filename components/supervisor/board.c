/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The board's watchdog. At each of its looks the supervisor's thread, which the scheduler wakes,
 * lets the driver feed the device if the console and the booter answer and all critical components
 * are well: none has failed and stays down while the system goes on. If this thread does not come
 * to its look, the driver is not told to feed, and the machine is reset. A record that survives the
 * reset says why.
 *
 * The looks, not the time, say that the console is silent: a machine that stood still has missed
 * looks, but the console had no chance either.
 */
#include <board.h>
#include <booter.h>
#include <cos/print.h>
#include <cos/runtime.h>
#include <cos/syscall.h>
#include <sched.h>

#include "board_record.h"
#include "common.h"

#define SILENT  (BOARD_LOOKS / 2) /* looks without an answer of the console */
#define CONSOLE "the console's thread did not run any more"
#define LAST \
    "nothing ran any more: the scheduler hung, or a critical section of booter or supervisor"

static uint64_t driver;       /* its id; 0: it has not begun yet */
static uint64_t time_ms;      /* from a feed to the reset */
static uint64_t period, next; /* of looks, in ticks */
static uint64_t looked;       /* when the driver was let feed last */
static uint64_t own_time;     /* of its thread, then */
static unsigned silent;       /* looks since the console's thread has run */
static bool noted;            /* the record does not say LAST */
static bool stopped;          /* the driver is not let feed any more */
static enum { RESET_NONE, RESET_KNOWN, RESET_UNKNOWN } reset; /* to be reported */
static char reason[BOARD_TEXT];                               /* of the last reset */

/* ---- The record ---- */

static void note(const char *text)
{
    struct board_record *record = (struct board_record *)BOARD_RECORD;

    board_record_write(record, text);
    board_keep(record, sizeof *record);
    noted = true;
}

static void note_last(void)
{
    note(LAST);
    noted = false;
}

/* ---- Looks ---- */

static uint64_t time_of(uint64_t thread)
{
    return (uint64_t)cos_call(COS_SLOT_SCHED, SCHED_TIME, thread, 0, 0).value;
}

static void let_feed(uint64_t now)
{
    next = now + period;
    looked = now;
    own_time = time_of(EVM_SUPERVISOR);
    cos_call(COS_SLOT_SCHED, SCHED_NOTIFY, driver, BOARD_FEED, 0);
}

/* For good: what failed may go on, but is not reliable. */
static void stop(const char *text)
{
    stopped = true;
    note(text);
    flush_console(CONSOLE_NONE);
    say("[evm] the watchdog will reset the machine within %lu ms: %s\n", (unsigned long)time_ms,
        text);
}

/* While it does not answer, the device is not fed: it resets the machine unless the console is
 * started again in time. */
static bool console_answers(void)
{
    silent = console_beats() ? 0 : silent + 1;
    return silent < SILENT;
}

/* The booter answers, or this thread does not come back. Returns whether all is well. */
static bool look(void)
{
    char text[BOARD_TEXT];
    bool answers = console_answers();

    cos_call(COS_SLOT_BOOTER, BOOTER_FREE, 0, 0, 0);
    if (system_status != 0 && !system_ends) {
        cos_format(text, sizeof text, "%s, which is critical, has failed and stays down",
                   component(system_failed)->name);
        stop(text);
    } else if (!answers) {
        note(CONSOLE);
    }
    return answers && !stopped;
}

static void report_reset(void)
{
    const char *why = reset == RESET_KNOWN ? reason : "it has left no record of the cause";

    flush_console(CONSOLE_NONE);
    say("[evm] the watchdog had reset the machine: %s\n", why);
    record_reset(why);
    reset = RESET_NONE;
}

uint64_t board_look(void)
{
    uint64_t now = cos_tsc();

    if (driver == 0 || stopped)
        return COS_FOREVER;
    if (now < next)
        return next;
    if (reset != RESET_NONE)
        report_reset();
    next = now + period;
    if (!look())
        return stopped ? COS_FOREVER : next;
    if (noted)
        note_last();
    let_feed(now);
    return next;
}

void board_rest(void)
{
    uint64_t now = cos_tsc();

    if (driver != 0 && !stopped && now >= next)
        let_feed(now);
}

void board_take_over(uint64_t id)
{
    char text[BOARD_TEXT];

    if (driver == 0)
        return;
    cos_format(text, sizeof text, "the component %s has crashed", component(id)->name);
    stop(text);
    for (;;)
        console_pending(); /* the console's text comes out even if only this thread runs */
}

/* ---- Calls by the driver, on its thread ---- */

static bool is_driver_of_watchdog(uint64_t id)
{
    return component(id)->flags & EVM_WATCHDOG;
}

int64_t board_begin(uint64_t id, uint64_t ms, bool has_reset)
{
    bool kept;

    if (!is_driver_of_watchdog(id))
        return -COS_EDENIED;
    if (ms < BOARD_MS_LEAST || ms > BOARD_MS_MOST)
        return -COS_EINVAL;
    if (driver == 0) {
        kept = board_record_read((const struct board_record *)BOARD_RECORD, reason);
        reset = !has_reset ? RESET_NONE : kept ? RESET_KNOWN : RESET_UNKNOWN;
        note_last();
    }
    time_ms = ms;
    period = cos_ticks(ms * 1000 / BOARD_LOOKS);
    driver = id;
    news_tell();
    return 0;
}

/* Finds out what keeps the supervisor's thread from its looks. Each step that may hang is noted
 * before it is taken. */
int64_t board_unfed(uint64_t id)
{
    uint64_t half = (cos_tsc() - looked) / 2;
    unsigned long ms = (unsigned long)time_ms / 2;
    const char *what = "the scheduler did not wake the supervisor";
    char text[BOARD_TEXT];

    if (!is_driver_of_watchdog(id))
        return -COS_EDENIED;
    if (stopped)
        return 0;
    note("the booter did not answer");
    cos_call(COS_SLOT_BOOTER, BOOTER_FREE, 0, 0, 0);
    if (silent >= SILENT) {
        note(CONSOLE);
        return 0;
    }
    if (time_of(EVM_SUPERVISOR) - own_time > half)
        what = "the supervisor's thread did not end its work";
    cos_format(text, sizeof text, "%s for %lu ms", what, ms);
    note(text);
    return 0;
}
