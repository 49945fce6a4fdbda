/* SPDX-License-Identifier: BSD-2-Clause */
#include "timekeeper.h"

#define WIDE_NS      100000 /* a reading that took longer is useless */
#define STRANGE_MOST 3
/* a counter whose interval differs by more than a 64th contradicts the others */
#define STRANGE   64
#define ANCHOR_NS (64 * KEEPER_NS) /* a rate is measured over this time, or up to twice as long */
#define MILLION   1000000
#define MS_NS     1000000

/* How fast the published time may drift against the counters', in millionths: */
#define SLEW_PHASE 500 /* to reach their time after a change of rate, */
#define SLEW_DAY   100 /* to reach the time of day, */
#define SLEW_BACK  400 /* if it is ahead by more than a second */

#define CATCH_UP 2 /* seconds in which a small difference is corrected */
/* better knowledge of the time of day is not worth the readings */
#define DAY_GOOD (16 * MS_NS)
/* millionths: greatest difference between the real-time clock and the counters */
#define DRIFT     100
#define JUMP_NS   KEEPER_NS    /* the day jumps if it is ahead by this, */
#define JUMP_SEEN 2            /* in as many readings; */
#define AGAIN_NS  (50 * MS_NS) /* the next one follows soon */

#define SECOND ((uint64_t)KEEPER_NS << COS_CLOCK_SHIFT)

static uint64_t inverse(uint64_t factor)
{
    return UINT64_MAX / factor;
}

static void set_rate(struct cos_clock_line *line, uint64_t ns_per_tick)
{
    line->ns_per_tick = ns_per_tick;
    line->ticks_per_ns = inverse(ns_per_tick);
    line->hz = SECOND / ns_per_tick;
}

static int64_t limited(int64_t value, int64_t most)
{
    return value > most ? most : value < -most ? -most : value;
}

void keeper_begin(struct keeper *k, uint64_t boot_tsc, uint64_t hz, uint64_t tsc, uint64_t day)
{
    int64_t since;

    k->rate = SECOND / hz;
    k->tsc = k->line.tsc = boot_tsc;
    since = (int64_t)cos_clock_scale(tsc - boot_tsc, k->rate);
    k->low = day == 0 ? 1 : (int64_t)day * KEEPER_NS - since;
    k->high = day == 0 ? 0 : k->low + KEEPER_NS;
    k->line.day = day == 0 ? 0 : (uint64_t)(k->low + KEEPER_NS / 2);
    k->looked = tsc;
    set_rate(&k->line, k->rate);
}

/* ---- Counters ---- */

void keeper_better(struct keeper_reading *best, uint64_t before, uint64_t after, uint64_t count)
{
    if (after - before < best->width)
        *best = (struct keeper_reading){before + (after - before) / 2, after - before, count};
}

static uint64_t ns_of(const struct keeper_counter *c, uint64_t ticks)
{
    return ticks / c->hz * KEEPER_NS + ticks % c->hz * KEEPER_NS / c->hz;
}

/* Returns the counter's ticks since its last reading. The TSC tells how often it has wrapped. */
static uint64_t passed(const struct keeper *k, const struct keeper_counter *c,
                       const struct keeper_reading *r)
{
    uint64_t ns = cos_clock_scale(r->tsc - c->last.tsc, k->rate), size = c->mask + 1;
    uint64_t expected = cos_clock_scale(ns, (c->hz << COS_CLOCK_SHIFT) / KEEPER_NS);
    uint64_t low = (r->count - c->last.count) & c->mask;
    uint64_t turns = expected + size / 2 < low ? 0 : (expected + size / 2 - low) / size;

    return turns * size + low;
}

static bool contradicts(const struct keeper *k, const struct keeper_counter *c, uint64_t ticks,
                        uint64_t tsc)
{
    uint64_t expected = cos_clock_scale(tsc - c->last.tsc, k->rate);
    uint64_t ns = ns_of(c, ticks);
    uint64_t apart = ns > expected ? ns - expected : expected - ns;

    return apart > expected / STRANGE + WIDE_NS;
}

static uint64_t rate_of(const struct keeper_counter *c)
{
    uint64_t ns = ns_of(c, c->last.count - c->first.count), ticks = c->last.tsc - c->first.tsc;

    for (; ns >> (63 - COS_CLOCK_SHIFT) != 0; ns >>= 1)
        ticks >>= 1;
    return (ns << COS_CLOCK_SHIFT) / ticks;
}

/* Takes a reading. Returns true if the counter now has two usable ones. */
static bool take(struct keeper *k, struct keeper_counter *c, const struct keeper_reading *r)
{
    uint64_t ticks;

    if (c->hz == 0 || r->width == UINT64_MAX || cos_clock_scale(r->width, k->rate) > WIDE_NS)
        return false;
    if (!c->known) {
        c->first = c->later = c->last = *r;
        c->known = true;
        return false;
    }
    ticks = passed(k, c, r);
    if (contradicts(k, c, ticks, r->tsc)) {
        c->hz = ++c->strange < STRANGE_MOST ? c->hz : 0;
        c->first = c->later = c->last = *r;
        return false;
    }
    c->strange = 0;
    c->last = (struct keeper_reading){r->tsc, r->width, c->last.count + ticks};
    if (cos_clock_scale(r->tsc - c->later.tsc, k->rate) > ANCHOR_NS) {
        c->first = c->later;
        c->later = c->last;
    }
    return c->last.tsc > c->first.tsc && c->last.count > c->first.count;
}

void keeper_count(struct keeper *k, const struct keeper_reading readings[KEEPER_COUNTERS])
{
    bool done = false;

    for (unsigned i = 0; i < KEEPER_COUNTERS; i++) {
        struct keeper_counter *c = &k->counters[i];

        if (take(k, c, &readings[i]) && !done) {
            done = true;
            k->rate = rate_of(c);
        }
    }
}

/* ---- The time of day ---- */

/* Returns the counters' time at that TSC time. */
static int64_t time_at(const struct keeper *k, uint64_t tsc)
{
    return tsc >= k->tsc ? (int64_t)(k->ns + cos_clock_scale(tsc - k->tsc, k->rate))
                         : (int64_t)(k->ns - cos_clock_scale(k->tsc - tsc, k->rate));
}

static bool is_known(const struct keeper *k)
{
    return k->low <= k->high;
}

static int64_t middle(const struct keeper *k)
{
    return k->low + (k->high - k->low) / 2;
}

/* Narrows the range of the time of day by a new reading; the old range widens with time. */
static void narrow(struct keeper *k, int64_t low, int64_t high, uint64_t tsc)
{
    int64_t drift = (int64_t)cos_clock_scale(tsc - k->looked, k->rate) / MILLION * DRIFT;
    int64_t old_low = k->low - drift, old_high = k->high + drift;
    bool agrees = is_known(k) && low <= old_high && old_low <= high;

    k->low = agrees && old_low > low ? old_low : low;
    k->high = agrees && old_high < high ? old_high : high;
    k->looked = tsc;
    k->looks++;
}

bool keeper_look(struct keeper *k, uint64_t before, uint64_t after, uint64_t day)
{
    int64_t low = (int64_t)day * KEEPER_NS - time_at(k, after), high, jump;

    high = (int64_t)(day + 1) * KEEPER_NS - time_at(k, before);
    narrow(k, low, high, after);
    if (k->line.day == 0) {
        k->line.day = (uint64_t)(middle(k) - k->owed);
        return false;
    }
    jump = middle(k) - (int64_t)k->line.day - k->owed;
    k->ahead = low - (int64_t)k->line.day - k->owed > JUMP_NS ? k->ahead + 1 : 0;
    if (k->ahead < JUMP_SEEN)
        return false;
    k->ahead = 0;
    k->line.day += (uint64_t)jump;
    k->line.stood += (uint64_t)jump;
    return true;
}

uint64_t keeper_next(const struct keeper *k, uint64_t now, uint64_t least)
{
    int64_t at = time_at(k, now) + (int64_t)least, width = k->high - k->low, part, left;

    if (k->ahead != 0)
        return now + cos_clock_scale(AGAIN_NS, inverse(k->rate));
    /* A reading in the middle of a second only confirms the time; one near its beginning also
     * narrows the range. */
    part = !is_known(k) || width <= DAY_GOOD ? KEEPER_NS / 2
           : k->looks % 2 == 0               ? width / 4
                                             : -width / 4;
    left = is_known(k) ? (KEEPER_NS - (middle(k) + part + at) % KEEPER_NS) % KEEPER_NS : KEEPER_NS;
    return now + cos_clock_scale(least + (uint64_t)left, inverse(k->rate));
}

/* ---- Publishing ---- */

/* Returns how far the published time moves to the time of day in that time. */
static int64_t step_to_day(const struct keeper *k, int64_t ns)
{
    int64_t left = is_known(k) && k->line.day != 0 ? middle(k) - (int64_t)k->line.day - k->owed : 0;
    int64_t good = DAY_GOOD + (k->high - k->low) / 2;

    if (left <= good && left >= -good)
        return 0;
    return limited(left, ns / MILLION * (left < -KEEPER_NS ? SLEW_BACK : SLEW_DAY));
}

void keeper_publish(struct keeper *k, uint64_t now)
{
    uint64_t passed_ns = cos_clock_scale(now - k->tsc, k->rate);
    int64_t error, billionths;

    k->ns += passed_ns;
    k->tsc = now;
    k->owed += step_to_day(k, (int64_t)passed_ns);
    k->line.ns += cos_clock_scale(now - k->line.tsc, k->line.ns_per_tick);
    k->line.tsc = now;
    error = (int64_t)k->ns + k->owed - (int64_t)k->line.ns;
    billionths = limited(error / CATCH_UP, SLEW_PHASE * 1000);
    set_rate(&k->line,
             (uint64_t)((int64_t)k->rate + (int64_t)(k->rate / 1000) * billionths / MILLION));
}
