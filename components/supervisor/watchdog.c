/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Signs of life (SUPERVISOR_ALIVE). A sign is a store, and no news for the supervisor's thread
 * unless that would look too late: the thread looks when the next component may be hung. A service
 * is asked at each look: the event wakes it, and it answers by a sign.
 */
#include "fault.h"

#include <booter.h>
#include <cos/runtime.h>
#include <cos/syscall.h>
#include <sched.h>

#include "watch.h"

/* until the first sign of a life, if the component's own time is shorter */
#define START_MS 10000
#define MS       cos_ticks(1000)
/* a starved component gets less than this part of the CPU */
#define STARVED 100
/* The least time between looks. Components choose when they are due, and each time costs the
 * supervisor's thread, which is more urgent than all VMs, a look at everything. Less than a part of
 * the shortest time (SUPERVISOR_ALIVE_LEAST), or looks would be too late to count. */
#define LOOK_MS 5
/* Components that are examined at a look, at most, and the time to the next look then: each costs a
 * call of the booter, and one that is judged some more. All can be examined within a part of the
 * shortest time. */
#define EXAMINED 4
#define AGAIN_US 750

_Static_assert(2 * LOOK_MS * WATCH_PARTS < SUPERVISOR_ALIVE_LEAST, "looks are on time");
_Static_assert(EVM_COMPONENTS / EXAMINED * AGAIN_US * WATCH_PARTS < SUPERVISOR_ALIVE_LEAST * 1000,
               "all of them");

/* Of each component. */
static struct {
    uint64_t sign; /* TSC time; of any life */
    uint64_t ms;   /* what came with it, 0: nothing */
    bool ask;      /* for the next one */
} signs[EVM_COMPONENTS];
static struct {
    uint64_t number; /* the booter's, of its life; 0: it has been seen to be absent, */
    uint64_t absent; /* last at that time */
    uint64_t seen;   /* since when the life is known */
    struct watch watch;
} watched[EVM_COMPONENTS];

static uint64_t next_look = COS_FOREVER;
static unsigned examined; /* at this look */
/* Sets of components: those with a time, and of these, those whose life has been looked at. */
static uint64_t watching, known;
static uint64_t soonest; /* when the first of those is due, */
static uint64_t changed; /* but for these, whose signs have changed their times since */

static uint64_t smaller(uint64_t a, uint64_t b)
{
    return a < b ? a : b;
}

static uint64_t larger(uint64_t a, uint64_t b)
{
    return a > b ? a : b;
}

/* Returns the time until its next sign, in ms; 0: it need not give one. */
static uint64_t limit_ms(uint64_t id, uint64_t own)
{
    uint64_t key = component(id)->watchdog;

    return own == 0 ? key : key == 0 ? own : smaller(key, own);
}

int64_t watchdog_sign(uint64_t id, uint64_t ms, bool ask)
{
    uint64_t now = cos_tsc();

    if (ms > SUPERVISOR_ALIVE_MOST)
        return -COS_EINVAL;
    if (ms != 0 && ms < SUPERVISOR_ALIVE_LEAST)
        ms = SUPERVISOR_ALIVE_LEAST;
    __atomic_store_n(&signs[id].ms, ms, __ATOMIC_RELAXED);
    __atomic_store_n(&signs[id].ask, ask, __ATOMIC_RELAXED);
    __atomic_store_n(&signs[id].sign, now, __ATOMIC_RELEASE);
    if (ms != 0 && !(__atomic_load_n(&watching, __ATOMIC_RELAXED) & BIT(id)))
        __atomic_fetch_or(&watching, BIT(id), __ATOMIC_RELAXED);
    ms = limit_ms(id, ms);
    if (ms != __atomic_load_n(&watched[id].watch.limit_ms, __ATOMIC_RELAXED))
        __atomic_fetch_or(&changed, BIT(id), __ATOMIC_RELAXED);
    if (ms != 0 && now + ms * MS / 2 < __atomic_load_n(&next_look, __ATOMIC_RELAXED))
        news_tell();
    return 0;
}

/* Notes when a life of the component, which is there, has begun. */
static void note_life(uint64_t id, uint64_t now)
{
    struct cos_result pages = cos_call(COS_SLOT_BOOTER, BOOTER_PAGES, id, 0, 0);

    if (watched[id].number != pages.extra) {
        watched[id].number = pages.extra;
        watched[id].seen = now;
    }
}

/* A sign from before the end of its last life is not of this one. */
static struct watch_seen see(uint64_t id)
{
    uint64_t sign = __atomic_load_n(&signs[id].sign, __ATOMIC_ACQUIRE);
    uint64_t own = __atomic_load_n(&signs[id].ms, __ATOMIC_RELAXED);

    if (sign > lives[id].at && sign > watched[id].absent)
        return (struct watch_seen){sign, limit_ms(id, own)};
    own = limit_ms(id, 0);
    return (struct watch_seen){watched[id].seen, own != 0 && own < START_MS ? START_MS : own};
}

/* A starved component has had less than a hundredth of the CPU, and less than half of its own
 * budget. */
static struct watch_run find_run(uint64_t id, uint64_t part, int64_t state)
{
    const struct evm_component *c = component(id);
    uint64_t least = part / STARVED;

    if (c->budget != 0)
        least = smaller(least, part / 2 / c->period * c->budget);
    return (struct watch_run){
        .ran = (uint64_t)cos_call(COS_SLOT_SCHED, SCHED_TIME, id, 0, 0).value,
        .least = least,
        .wants = state != COS_INSPECTED_WAITS,
    };
}

static void end_hung(uint64_t id, uint64_t now, int64_t state)
{
    const struct watch *watch = &watched[id].watch;
    uint64_t key = component(id)->watchdog;
    struct crash *crash = take_crash();

    if (crash != NULL) {
        thread_note(crash, id);
        if (state == COS_INSPECTED_CLIENT)
            client_note(crash, id);
        crash->state = state;
        crash->silence_ms = (now - watch->since) / MS;
        crash->mute = watch->since == watched[id].seen;
        crash->asked = key == 0 || watch->limit_ms < key;
    }
    if (claim_end(id))
        record_end(id, END_HUNG, STATUS_HUNG, crash);
    else
        release_crash(crash);
}

static void judge(uint64_t id, struct watch *watch, uint64_t now)
{
    int64_t state = thread_state(id);

    if (watch_judge(watch, find_run(id, watch->part, state), now))
        end_hung(id, now, state);
    else if (__atomic_load_n(&signs[id].ask, __ATOMIC_RELAXED))
        cos_call(COS_SLOT_SCHED, SCHED_NOTIFY, id, COS_EVENT_ALIVE, 0);
}

/* It is to give no sign, for now. One that it has given meanwhile counts. */
static void stop_watching(uint64_t id)
{
    __atomic_fetch_and(&watching, ~BIT(id), __ATOMIC_RELAXED);
    if (see(id).limit_ms != 0)
        __atomic_fetch_or(&watching, BIT(id), __ATOMIC_RELAXED);
}

/* Whether to look only later, as nothing shortens its time. A life that another component has begun
 * since the last look is seen later, too. */
static bool is_quiet(uint64_t id, uint64_t now)
{
    const struct watch *watch = &watched[id].watch;

    return watched[id].number != 0 && now < watch->due && see(id).limit_ms == watch->limit_ms;
}

/* Returns when to look again. */
static uint64_t look(uint64_t id, uint64_t now)
{
    struct watch *watch = &watched[id].watch;
    struct watch_seen seen;

    if (is_quiet(id, now))
        return watch->due;
    if (life_is_ending(&lives[id]) || lives[id].last)
        return COS_FOREVER;
    examined++;
    note_life(id, now);
    seen = see(id);
    if (seen.limit_ms == 0) {
        stop_watching(id);
        return COS_FOREVER;
    }
    if (watch_is_due(watch, seen, MS, now))
        judge(id, watch, now);
    return watch->due;
}

void watchdog_begin(void)
{
    for (uint64_t id = EVM_CONSOLE; id < image()->component_count; id++)
        watching |= component(id)->watchdog != 0 ? BIT(id) : 0;
}

static void note_absent(uint64_t set, uint64_t now)
{
    for (; set != 0; set &= set - 1) {
        watched[lowest(set)].number = 0;
        watched[lowest(set)].absent = now;
    }
}

/* Looks at a set of components. Those that are to be examined wait their turn if they are many, as
 * no VM can run meanwhile. Returns when to look again. */
static uint64_t look_at(uint64_t set, uint64_t now)
{
    static uint64_t id;
    uint64_t next = COS_FOREVER;

    for (examined = 0; set != 0; set &= ~BIT(id)) {
        if (examined == EXAMINED)
            return now + cos_ticks(AGAIN_US);
        id = after_in(id, set);
        next = smaller(next, look(id, now));
        known |= BIT(id);
    }
    return next;
}

uint64_t watchdog_look(uint64_t alive)
{
    uint64_t now = cos_tsc(), set = __atomic_load_n(&watching, __ATOMIC_RELAXED), next;
    bool all = now >= soonest;

    note_absent(set & ~alive, now);
    known &= set & alive & ~__atomic_exchange_n(&changed, 0, __ATOMIC_RELAXED);
    set &= all ? alive : alive & ~known;
    if (!all && set == 0)
        return next_look;
    next = look_at(set, now);
    soonest = all ? next : smaller(soonest, next);
    next = larger(soonest, now + cos_ticks(examined < EXAMINED ? LOOK_MS * 1000 : AGAIN_US));
    __atomic_store_n(&next_look, next, __ATOMIC_RELAXED);
    return next;
}
