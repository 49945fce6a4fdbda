/* SPDX-License-Identifier: BSD-2-Clause */
/* What the supervisor says of the ends of components, and of their next lives. */
#include "common.h"

#include <cos/abi.h>
#include <cos/runtime.h>

#include "restart.h"

/* periods, in ms; the other one is a second */
#define HOUR   3600000
#define MINUTE 60000

static void report_left_out(uint64_t id)
{
    if (lives[id].left_out != 0) {
        say("[evm] %s: the serial line is too slow for all reports; ends left out: %u\n",
            component(id)->name, lives[id].left_out);
        lives[id].left_out = 0;
    }
}

void report_begin(uint64_t id)
{
    flush_console(id);
    lives[id].told = say_of(id, &lives[id].details);
    if (lives[id].told)
        report_left_out(id);
    else
        lives[id].left_out++;
}

bool report_line(uint64_t id, unsigned line)
{
    const struct life *life = &lives[id];
    const char *name = component(id)->name;

    if (life->how == END_CRASH)
        return report_crash_line(id, life->crash, life->details, line);
    if (life->how == END_HUNG)
        return report_hang_line(id, life->crash, life->details, line);
    if (life->how == END_REBOOT)
        say("[evm] %s: restarting\n", name);
    else if (life->how == END_KILL)
        say("[evm] %s: killed\n", name);
    else if (life->how == END_LOST)
        say("[evm] %s: its thread has ended without an exit status\n", name);
    else
        say("[evm] %s: exited, status %u\n", name, life->status);
    return false;
}

void report_memory(uint64_t id, int64_t error, bool failed)
{
    if (error != 0 && error != -COS_ENOENT) {
        say("[evm] %s: its memory could not be taken back: error %ld\n", component(id)->name,
            (long)-error);
    } else if (failed && error == 0 && lives[id].told) {
        say("[evm] %s: ended, %ld KiB taken back\n", component(id)->name,
            (long)(lives[id].pages * (COS_PAGE_SIZE / 1024)));
    }
}

/* The limit is said as in the manifest: 10/min. */
void report_spent(uint64_t id)
{
    const struct evm_restart *limits = restart_limits(&component(id)->restart);
    const char *period = limits->period == HOUR ? "h" : limits->period == MINUTE ? "min" : "s";

    report_left_out(id);
    say("[evm] %s: stays down: its restarts are used up, %u/%s\n", component(id)->name,
        limits->most, period);
}

void report_stay(uint64_t id)
{
    say("[evm] %s: is not started%s, as the system ends\n", component(id)->name,
        lives[id].first ? "" : " again");
}

void report_plan(uint64_t id)
{
    bool down;
    uint64_t alive = living(),
             other = after_first(after_unready(component(id)->after, alive), alive, &down);

    if (!lives[id].told || down)
        return;
    if (other != 0) {
        say("[evm] %s: starts again when %s is ready\n", component(id)->name,
            component(other)->name);
    } else {
        say("[evm] %s: starts again in %lu ms\n", component(id)->name,
            (unsigned long)(lives[id].restart.pause / cos_ticks(1000)));
    }
}

void report_failure(uint64_t id, int64_t error)
{
    bool details;

    lives[id].told = say_of(id, &details);
    if (lives[id].told) {
        say("[evm] %s: could not be started%s: error %ld\n", component(id)->name,
            lives[id].first ? "" : " again", (long)-error);
    }
}
