/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * A model of guests/netbsd/threads/carrier.c: the main carrier and two others, any of which may be
 * interrupted between any two accesses to what they share. Walks through all states that can be
 * reached, and looks for those where nothing can happen any more though a request is not done: a
 * lost wake-up; for two carriers that have the virtual CPU; and for one that waits with a thread
 * that is ready, and neither lends its priority to the holder of the virtual CPU nor has been
 * woken.
 *
 * Each request of a carrier ends at once or sleeps first. The main carrier may have a local client
 * that spins.
 */
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define CARRIERS 2
#define REQUESTS 2
#define MAIN     CARRIERS     /* as a carrier; its thread is the local client */
#define CLIENT   (1u << MAIN) /* in `ready` */
#define NONE     3
#define NEVER    CARRIERS /* a deadline; the others are the numbers of those that sleep */

#define FREE 3 /* as the holder of the virtual CPU; others are carriers */

/* What a carrier does next, or (WAITS*) what it waits for. */
enum step {
    START,
    ARRIVE,
    LINE_UP,
    WAKE_MAIN,
    LOOK,
    FINISH,
    TELL,
    PARK,
    COUNT,
    RELEASE,
    TELL_MAIN,
    TELL_QUEUED,
    WAIT,
    AGAIN,
    END,
    MAIN_LOOK,
    MAIN_SPINS,
    MAIN_RELEASE,
    MAIN_WAITS,
    MAIN_TAKE,
    MAIN_WANT,
    MAIN_WAITS_FOR_CPU,
};

struct state {
    /* all but the first are sets of threads */
    uint16_t holder : 2, arrivals : 2, ready : 3, sleeping : 2, parked : 2;
    /* the latter: the holder is */
    uint16_t main_deadline : 2, main_event : 1, wanted : 1, queued : 1;
    struct {
        uint16_t step : 5, runs : 2, left : 1, slept : 1, requests : 2, done : 1, event : 1;
        uint16_t queued : 1, lends : 2;
    } carrier[CARRIERS + 1];
};

_Static_assert(sizeof(struct state) == sizeof(uint64_t), "for hash()");

#define TABLE (1u << 23)
static struct state stack[TABLE / 2], table[TABLE];
static size_t depth, states;
static bool moved; /* the state looked at leads to another one, or to itself */

static size_t hash(const struct state *state)
{
    uint64_t bits;

    memcpy(&bits, state, sizeof(bits));
    bits *= 0x9e3779b97f4a7c15;
    return (bits ^ bits >> 32) % TABLE;
}

/* The table's free places are all zero, which no state is. */
static void reach(const struct state *state)
{
    static const struct state none;
    size_t at = hash(state);

    moved = true;
    while (memcmp(&table[at], &none, sizeof(none)) != 0) {
        if (memcmp(&table[at], state, sizeof(*state)) == 0)
            return;
        at = (at + 1) % TABLE;
    }
    if (++states > TABLE / 2) {
        printf("Bail out! more states than the table takes\n");
        exit(1);
    }
    table[at] = stack[depth++] = *state;
}

static unsigned earliest(const struct state *s)
{
    for (unsigned i = 0; i < CARRIERS; i++)
        if (s->sleeping & 1u << i)
            return i;
    return NEVER;
}

/* By the carrier that has the virtual CPU. */
static void make_ready(struct state *s, unsigned who, unsigned threads)
{
    s->ready |= threads;
    for (unsigned other = 0; other < CARRIERS && who != MAIN; other++) {
        s->carrier[other].event |= (threads & 1u << other) && other != who &&
                                   !s->carrier[other].queued;
    }
}

static void receive(struct state *s, unsigned who)
{
    make_ready(s, who, s->arrivals & s->parked);
    s->parked &= ~s->arrivals;
    s->arrivals = 0;
}

static void go(struct state s, unsigned who, enum step step)
{
    s.carrier[who].step = step;
    reach(&s);
}

/* The carrier runs a thread that is ready: its request ends, or sleeps for the first time. */
static void run(struct state s, unsigned who, unsigned thread)
{
    s.ready &= ~(1u << thread);
    s.carrier[who].runs = thread;
    go(s, who, FINISH);
    if (!s.carrier[thread].slept) {
        s.carrier[thread].slept = true;
        s.sleeping |= 1u << thread;
        s.carrier[who].runs = NONE;
        go(s, who, who == MAIN ? MAIN_LOOK : LOOK);
    }
}

/* With the virtual CPU: what carrier_next() finds. Time may have passed or not. */
static void look(struct state s, unsigned who, enum step give_up)
{
    const uint8_t sleeping = s.sleeping;

    receive(&s, who);
    for (int passed = 0; passed <= (sleeping != 0); passed++) {
        if (passed) {
            make_ready(&s, who, sleeping);
            s.sleeping = 0;
        }
        if (who != MAIN && (s.carrier[who].done || s.wanted || s.ready & CLIENT || s.ready == 0)) {
            go(s, who, give_up);
            continue;
        }
        for (unsigned thread = 0; thread < CARRIERS; thread++)
            if (s.ready & 1u << thread)
                run(s, who, thread);
        if (s.ready & CLIENT) {
            struct state spins = s;

            spins.ready &= ~CLIENT;
            go(spins, who, MAIN_SPINS);
        }
        if (s.ready == 0)
            go(s, who, give_up);
    }
}

/* A thread's request ends, on any carrier, in three steps. */
static void finish(struct state s, unsigned who)
{
    const unsigned thread = s.carrier[who].runs;

    switch (s.carrier[who].step) {
    case FINISH:
        s.carrier[thread].done = true;
        go(s, who, thread == who ? PARK : TELL);
        break;
    case TELL:
        s.carrier[thread].event = true;
        go(s, who, PARK);
        break;
    default:
        s.parked |= 1u << thread;
        s.carrier[who].runs = NONE;
        go(s, who, who == MAIN ? MAIN_LOOK : LOOK);
    }
}

static void take(struct state *s, unsigned who)
{
    s->holder = who;
    s->carrier[who].queued = false;
    s->carrier[who].lends = MAIN;
}

static void start(struct state s, unsigned who)
{
    s.carrier[who].done = false;
    s.carrier[who].slept = false;
    if (s.holder == FREE) {
        take(&s, who);
        s.ready |= s.parked & 1u << who;
        s.parked &= ~(1u << who);
        go(s, who, LOOK);
    } else {
        go(s, who, ARRIVE);
    }
}

static void line_up(struct state s, unsigned who)
{
    const bool first = s.carrier[who].step == LINE_UP;

    if (s.holder == FREE) {
        take(&s, who);
        go(s, who, LOOK);
    } else {
        s.queued = s.carrier[who].queued = s.holder != MAIN;
        s.carrier[who].lends = s.holder;
        go(s, who, first && s.holder == MAIN ? WAKE_MAIN : WAIT);
    }
}

/* In two or three steps: what others did before the first one is told to `left`. */
static void release(struct state s, unsigned who)
{
    s.carrier[who].left |= s.wanted;
    s.carrier[who].runs = s.queued ? who : NONE; /* to be told */
    s.holder = FREE;
    s.wanted = s.queued = false;
    go(s, who, TELL_MAIN);
}

static void tell_queued(struct state s, unsigned who)
{
    for (unsigned other = 0; other < CARRIERS && s.carrier[who].runs == who; other++)
        s.carrier[other].event |= s.carrier[other].queued;
    s.carrier[who].runs = NONE;
    go(s, who, WAIT);
}

static void wait(struct state s, unsigned who)
{
    if (s.carrier[who].done) {
        s.carrier[who].queued = s.carrier[who].slept = false;
        s.carrier[who].lends = MAIN;
        go(s, who, --s.carrier[who].requests > 0 ? START : END);
    } else if (s.carrier[who].event) {
        s.carrier[who].event = false;
        go(s, who, AGAIN);
    }
}

static void step_carrier(struct state s, unsigned who)
{
    switch (s.carrier[who].step) {
    case START:
        start(s, who);
        break;
    case ARRIVE:
        s.arrivals |= 1u << who;
        go(s, who, LINE_UP);
        break;
    case AGAIN:
        if (s.carrier[who].done) {
            go(s, who, WAIT);
            break;
        }
        /* fallthrough */
    case LINE_UP:
        line_up(s, who);
        break;
    case WAKE_MAIN:
        s.main_event = true;
        go(s, who, WAIT);
        break;
    case LOOK:
        look(s, who, COUNT);
        break;
    case COUNT:
        s.carrier[who].left = s.ready != 0 || earliest(&s) < s.main_deadline;
        go(s, who, RELEASE);
        break;
    case RELEASE:
        release(s, who);
        break;
    case TELL_MAIN:
        s.main_event |= s.carrier[who].left || s.arrivals != 0;
        s.carrier[who].left = false;
        go(s, who, TELL_QUEUED);
        break;
    case TELL_QUEUED:
        tell_queued(s, who);
        break;
    case WAIT:
        wait(s, who);
        break;
    case END:
        break;
    default:
        finish(s, who);
    }
}

static void step_main(struct state s)
{
    switch (s.carrier[MAIN].step) {
    case MAIN_LOOK:
        s.main_event = false;
        look(s, MAIN, MAIN_RELEASE);
        break;
    case MAIN_SPINS: /* until an event, its slice's end, or a timed wait's */
        if (s.main_event || s.ready != 0 || s.sleeping != 0) {
            s.ready |= CLIENT;
            go(s, MAIN, MAIN_LOOK);
        }
        break;
    case MAIN_RELEASE:
        s.main_deadline = earliest(&s);
        s.holder = FREE;
        s.wanted = s.queued = false;
        go(s, MAIN, MAIN_WAITS);
        break;
    case MAIN_WAITS:
        if (s.main_event || s.main_deadline != NEVER) {
            s.main_event = false;
            go(s, MAIN, MAIN_TAKE);
        }
        break;
    case MAIN_TAKE:
        if (s.holder == FREE) {
            s.holder = MAIN;
            s.carrier[MAIN].lends = MAIN;
            go(s, MAIN, MAIN_LOOK);
        } else {
            go(s, MAIN, MAIN_WANT);
        }
        break;
    case MAIN_WANT:
        if (s.holder == FREE) {
            go(s, MAIN, MAIN_TAKE);
        } else {
            s.wanted = true;
            s.carrier[MAIN].lends = s.holder;
            go(s, MAIN, MAIN_WAITS_FOR_CPU);
        }
        break;
    case MAIN_WAITS_FOR_CPU:
        if (s.main_event) {
            s.main_event = false;
            go(s, MAIN, MAIN_TAKE);
        }
        break;
    default:
        finish(s, MAIN);
    }
}

static bool has_cpu(const struct state *s, unsigned who)
{
    const enum step step = s->carrier[who].step;

    return (step >= LOOK && step <= RELEASE) || (step >= MAIN_LOOK && step <= MAIN_RELEASE);
}

/* One that has what `who` lends goes on: has the virtual CPU, or is about to take
 * it or to wake `who`. */
static bool goes_on(const struct state *s, unsigned borrower, unsigned who)
{
    const enum step step = s->carrier[borrower].step;

    if (borrower == s->holder)
        return true;
    if (borrower == MAIN)
        return s->main_event || step == MAIN_TAKE || step == MAIN_WANT;
    return (step == TELL_MAIN && (who == MAIN || s->carrier[borrower].runs == borrower)) ||
           (step == TELL_QUEUED && s->carrier[borrower].runs == borrower);
}

/* Whether a carrier whose thread is ready has lent its priority to what keeps that from running. */
static bool lends(const struct state *s, unsigned who)
{
    const bool ready = ((s->ready | (s->arrivals & s->parked)) & 1u << who) != 0;
    const unsigned to = s->carrier[who].lends;

    return s->carrier[who].step != WAIT || s->carrier[who].done || s->carrier[who].event ||
           !ready || goes_on(s, to, who) ||
           (to == MAIN && s->carrier[MAIN].step == MAIN_WAITS_FOR_CPU &&
            goes_on(s, s->carrier[MAIN].lends, MAIN));
}

/* Whether the carriers' requests are all done, or one of them can still do something. */
static bool is_well(const struct state *s)
{
    unsigned with_cpu = 0, ended = 0;

    for (unsigned who = 0; who <= MAIN; who++) {
        with_cpu += has_cpu(s, who);
        ended += s->carrier[who].step == END;
        if (who < CARRIERS && !lends(s, who))
            return false;
    }
    return with_cpu <= 1 && (with_cpu == 1) == (s->holder != FREE) && (moved || ended == CARRIERS);
}

static void show(const struct state *s)
{
    printf("# holder %u, wanted %u, queued %u, arrivals %x, ready %x, sleeping %x, parked %x, "
           "main's deadline %u, event %u\n",
           s->holder, s->wanted, s->queued, s->arrivals, s->ready, s->sleeping, s->parked,
           s->main_deadline, s->main_event);
    for (unsigned who = 0; who <= MAIN; who++) {
        printf("# carrier %u: step %u, requests %u, done %u, event %u, queued %u, lends to %u\n",
               who, s->carrier[who].step, s->carrier[who].requests, s->carrier[who].done,
               s->carrier[who].event, s->carrier[who].queued, s->carrier[who].lends);
    }
}

/* Whether all states are well that follow from the beginning. */
static bool walk(bool with_client)
{
    struct state s = {.holder = MAIN,
                      .ready = with_client ? CLIENT : 0,
                      .parked = (1u << CARRIERS) - 1,
                      .main_deadline = NEVER};

    memset(table, 0, TABLE * sizeof(*table));
    states = depth = 0;
    for (unsigned who = 0; who <= MAIN; who++) {
        s.carrier[who].step = who == MAIN ? MAIN_LOOK : START;
        s.carrier[who].requests = REQUESTS;
        s.carrier[who].runs = NONE;
        s.carrier[who].lends = MAIN;
    }
    reach(&s);
    while (depth > 0) {
        struct state here = stack[--depth];

        moved = false;
        for (unsigned who = 0; who < CARRIERS; who++)
            step_carrier(here, who);
        step_main(here);
        if (!is_well(&here)) {
            show(&here);
            return false;
        }
    }
    return true;
}

int main(void)
{
    bool all = true;

    printf("1..2\n");
    for (int with_client = 0; with_client < 2; with_client++) {
        bool well = walk(with_client);

        printf("%sok %d - %s: no wake-up and no loan is lost in %zu states\n", well ? "" : "not ",
               with_client + 1, with_client ? "with a client that spins" : "without a local client",
               states);
        all = all && well;
    }
    return !all;
}
