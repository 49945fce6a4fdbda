/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * What components have used, as a table on the console, when the user asks for it or, as the image
 * says, again and again and at the end. The supervisor prints one line at a time, with pauses, and
 * none while the console has no room: so the table delays no component by more than one line's
 * work.
 */
#include "common.h"

#include <cos/blob.h>
#include <cos/print.h>
#include <cos/runtime.h>
#include <cos/syscall.h>
#include <evm/blobs.h>

#define LINE_US  2000   /* between lines */
#define ROOM_US  100000 /* until another try, if the console has no room */
#define FLUSH_US 3000000
#define FIRST    EVM_CONSOLE /* the first component with an account */
#define SECOND   1000000     /* in microseconds */

static bool asked;       /* for a table */
static uint64_t at;      /* the component whose line comes next; 0: none does */
static uint64_t due;     /* TSC time of that line */
static uint64_t free_at; /* TSC time before which no other table begins */
static struct look {     /* the last one at each component */
    uint64_t time, when; /* its CPU time then; TSC time */
} looks[EVM_COMPONENTS];

/* ---- Lines ----------------------------------------------------------------------------------- */

static const char *state_of(uint64_t id)
{
    const struct life *life = &lives[id];

    if (life_is_ending(life))
        return "ending";
    if (life_is_paused(life))
        return life->waits ? "waiting" : life->first ? "starting" : "restarting";
    if (is_alive(id))
        return is_ready(id, living()) || component(id)->flags & EVM_READY_ENDED ? "running"
                                                                                : "starting";
    if (life_state(life) == LIFE_NEW)
        return component(id)->flags & EVM_DORMANT ? "dormant" : "absent";
    return life_state(life) == LIFE_EXITED ? "exited" : "failed";
}

static int name_width(void)
{
    int most = 4;

    for (uint64_t id = FIRST; id < image()->component_count; id++)
        for (int bytes = most; bytes < EVM_NAME && component(id)->name[bytes] != 0; bytes++)
            most = bytes + 1;
    return most;
}

static void say_head(void)
{
    uint64_t ms = cos_ns() / 1000000;

    say("[evm] use of each component after %lu.%03lu s; shares are of the time since the last "
        "table\n",
        ms / 1000, ms % 1000);
    say("[evm] %-*s  %-10s %11s %6s %7s %9s %8s %7s %5s %6s %10s\n", name_width(), "name", "state",
        "CPU time", "share", "missed", "waited", "restarts", "crashes", "hangs", "kills", "memory");
}

/* Returns the thousandths of the time since the last look that it has run, and notes this look. */
static unsigned long share_of(uint64_t id, uint64_t time)
{
    struct look *look = &looks[id];
    uint64_t now = cos_tsc(), since = look->when != 0 ? look->when : cos_self()->boot_tsc;
    uint64_t share = (time - look->time) / ((now - since) / 1000 + 1);

    *look = (struct look){time, now};
    return share < 1000 ? share : 1000;
}

static unsigned long figure_of(uint64_t id, enum supervisor_usage figure)
{
    return usage_of(id, figure).extra;
}

static void say_line(uint64_t id)
{
    uint64_t time = figure_of(id, SUPERVISOR_TIME), second = cos_ticks(SECOND);
    unsigned long share = share_of(id, time);
    unsigned long waited = figure_of(id, SUPERVISOR_LONGEST) / cos_ticks(1);

    say("[evm] %-*s  %-10s %5lu.%03lu s %3lu.%lu%% %7lu %4lu.%lu ms %8lu %7lu %5lu %6lu %6lu KiB\n",
        name_width(), component(id)->name, state_of(id), time / second,
        time % second * 1000 / second, share / 10, share % 10, figure_of(id, SUPERVISOR_MISSED),
        waited / 1000, waited % 1000 / 100, figure_of(id, SUPERVISOR_RESTARTS),
        figure_of(id, SUPERVISOR_CRASHES), figure_of(id, SUPERVISOR_HANGS),
        figure_of(id, SUPERVISOR_KILLS), figure_of(id, SUPERVISOR_PAGES) * (COS_PAGE_SIZE / 1024));
}

/* ---- Tables ---------------------------------------------------------------------------------- */

/* One question counts until it is answered: news make the supervisor's thread look at all. */
int64_t usage_ask(void)
{
    if (!__atomic_exchange_n(&asked, true, __ATOMIC_RELAXED))
        news_tell();
    return 0;
}

/* Returns what the image says of tables; NULL: nothing. */
static const uint32_t *order(void)
{
    const struct cos_blob *blob = cos_blob_find(cos_self(), EVM_BLOB_USAGE);

    return blob != NULL ? (const uint32_t *)blob->address : NULL;
}

/* Returns the time of the next table that comes without a question. */
static uint64_t next_table(uint64_t now)
{
    static uint64_t next;
    const uint32_t *seconds = order();

    if (seconds == NULL || *seconds == 0)
        return COS_FOREVER;
    if (next == 0)
        next = now + *seconds * cos_ticks(SECOND);
    if (next <= now) {
        next += *seconds * cos_ticks(SECOND);
        next = next > now ? next : now + *seconds * cos_ticks(SECOND);
        __atomic_store_n(&asked, true, __ATOMIC_RELAXED);
    }
    return next;
}

/* Prints the line that is due. Returns when the next one is. */
static uint64_t print_next(uint64_t now)
{
    if (due > now)
        return due;
    if (console_room() < SAY_ROOM)
        return due = now + cos_ticks(ROOM_US);
    say_line(at);
    at = at + 1 < image()->component_count ? at + 1 : 0;
    due = now + cos_ticks(LINE_US);
    return at != 0 ? due : now;
}

/* Begins a table, if there is a question. Returns when to look for one again: a component that asks
 * without end gets a table a second, as all others wait for the work. */
static uint64_t begin_table(uint64_t now)
{
    if (!__atomic_load_n(&asked, __ATOMIC_RELAXED))
        return COS_FOREVER;
    if (now < free_at)
        return free_at;
    __atomic_store_n(&asked, false, __ATOMIC_RELAXED);
    say_head();
    at = FIRST;
    due = now + cos_ticks(LINE_US);
    free_at = now + cos_ticks(SECOND);
    return COS_FOREVER;
}

uint64_t usage_look(void)
{
    uint64_t now = cos_tsc(), next = next_table(now), when = COS_FOREVER;

    if (at == 0)
        when = begin_table(now);
    if (at != 0)
        when = print_next(now);
    return when < next ? when : next;
}

void usage_end(void)
{
    uint64_t deadline = cos_tsc() + cos_ticks(FLUSH_US);

    if (order() == NULL)
        return;
    flush_console(CONSOLE_ALL);
    say_head();
    for (uint64_t id = FIRST; id < image()->component_count; id++) {
        while (console_room() < SAY_ROOM && cos_tsc() < deadline)
            board_rest();
        say_line(id);
    }
}
