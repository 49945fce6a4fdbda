/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Kills an urgent component again and again, while others of less priority call the booter in a
 * loop, begin anew in a loop with much memory, and compute: it must be there again at once each
 * time, and this component gets the CPU whenever it wants it. Ids are in the order of the manifest:
 * this one, the urgent one, the big one.
 */
#include <booter.h>
#include <cos/runtime.h>
#include <cos/syscall.h>
#include <supervisor.h>

#include "../components/check.h"

#define KILLS      60
#define PAUSE_US   1000 /* of the urgent one's policy */
#define EXTRA_US   1000 /* it may take beside that */
#define LATE_US    100  /* this component may be late: the rest of a step, and a little */
#define LIVES      3    /* of the big one, at least: the load was there */
#define GIVE_UP_US 1000000

/* The number of its life; 0: it is not there. */
static uint64_t life(uint64_t id)
{
    struct cos_result pages = cos_call(COS_SLOT_BOOTER, BOOTER_PAGES, id, 0, 0);

    return pages.value >= 0 ? pages.extra : 0;
}

/* Sleeps; how late it wakes up. */
static uint64_t sleep_late(uint64_t us)
{
    uint64_t due = cos_tsc() + cos_ticks(us), events;

    while (cos_wait(COS_SLOT_ENDPOINT, due, &events) == 0) {
    }
    return cos_tsc() - due;
}

static void keep_most(uint64_t *most, uint64_t value)
{
    *most = value > *most ? value : *most;
}

/* How long it takes until the component is there again. */
static uint64_t kill_once(uint64_t id, uint64_t *late)
{
    uint64_t before = life(id), begin = cos_tsc();

    cos_call(COS_SLOT_SUPERVISOR, SUPERVISOR_KILL, id, 0, 0);
    while (life(id) <= before && cos_tsc() - begin < cos_ticks(GIVE_UP_US))
        keep_most(late, sleep_late(50));
    return cos_tsc() - begin;
}

int main(const struct cos_start *start)
{
    uint64_t us = cos_ticks(1), pause = 0, late = 0, lives;

    for (unsigned i = 0; i < KILLS; i++) {
        keep_most(&late, sleep_late(3000 + 331 * (i % 10)));
        keep_most(&pause, kill_once(start->id + 1, &late));
    }
    /* the number of its life tells little: it hardly lives */
    lives = cos_call(COS_SLOT_SUPERVISOR, SUPERVISOR_USAGE, start->id + 2, SUPERVISOR_RESTARTS, 0)
                .extra;
    check(pause < cos_ticks(PAUSE_US + EXTRA_US), "there again after %lu us at most",
          (unsigned long)(pause / us));
    check(late < cos_ticks(LATE_US), "awake after %lu us at most", (unsigned long)(late / us));
    check(lives >= LIVES, "while another one began anew %lu times", (unsigned long)lives);
    cos_call(COS_SLOT_SUPERVISOR, SUPERVISOR_POWEROFF, check_done(), 0, 0);
    return 1;
}
