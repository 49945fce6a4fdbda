/* SPDX-License-Identifier: BSD-2-Clause */
/* The system's clock on simulated machines of all kinds: slow, fast, with odd counters, idle. */
#include <stdlib.h>
#include <string.h>

#include "test.h"
#include "timekeeper.h"

#define HZ      2600000000.0
#define BOOT    5000000000ull
#define DAY     1800000000ull /* seconds since 1970 */
#define ACPI_HZ 3579545
#define PIT_HZ  1193182

struct machine {
    double hz, now;               /* frequency of its TSC; seconds since the boot */
    double day, drift;            /* its clock's offset; the error of its clock's rate */
    double skew[KEEPER_COUNTERS]; /* of the counters */
    bool disturbed;               /* something else interrupts its readings */
    struct keeper k;
};

static uint64_t tsc(const struct machine *m)
{
    return BOOT + (uint64_t)(m->now * m->hz);
}

static uint64_t seconds(const struct machine *m)
{
    return (uint64_t)(m->now * (1 + m->drift) + m->day);
}

static struct keeper_reading reading(struct machine *m, unsigned i)
{
    const struct keeper_counter *c = &m->k.counters[i];
    double width = m->disturbed ? 0.002 : 0.000002;
    uint64_t at = tsc(m), count = (uint64_t)(m->now * (double)c->hz * (1 + m->skew[i]) + 1e6);

    m->now += width / 2;
    return (struct keeper_reading){at, (uint64_t)(width * m->hz), count & c->mask};
}

static void start(struct machine *m, double guess)
{
    memset(&m->k, 0, sizeof m->k);
    keeper_begin(&m->k, BOOT, (uint64_t)guess, tsc(m), seconds(m));
    m->k.counters[0] = (struct keeper_counter){.hz = ACPI_HZ, .mask = 0xffffff};
    m->k.counters[1] = (struct keeper_counter){.hz = PIT_HZ, .mask = 0xffff};
}

static struct machine machine(double guess)
{
    struct machine m = {.hz = HZ, .now = 0.05, .day = (double)DAY + 0.3};

    start(&m, guess);
    return m;
}

static double shown(const struct machine *m)
{
    const struct cos_clock_line *line = &m->k.line;

    return (double)(line->ns + cos_clock_scale(tsc(m) - line->tsc, line->ns_per_tick)) / 1e9;
}

static double shown_day(const struct machine *m)
{
    return shown(m) + (double)(m->k.line.day - DAY * 1000000000ull) / 1e9;
}

/* Makes one correction, when the last one asked for it. Returns whether the day has jumped. */
static bool correct(struct machine *m)
{
    struct keeper_reading readings[KEEPER_COUNTERS];
    uint64_t before, day;
    double was = shown(m);
    bool jumped;

    for (unsigned i = 0; i < KEEPER_COUNTERS; i++)
        readings[i] = reading(m, i);
    keeper_count(&m->k, readings);
    before = tsc(m);
    day = seconds(m);
    m->now += 0.00002;
    jumped = keeper_look(&m->k, before, tsc(m), day);
    keeper_publish(&m->k, tsc(m));
    assert_true(shown(m) >= was);
    m->now += (double)(keeper_next(&m->k, tsc(m), 100000000) - tsc(m)) / m->hz;
    return jumped;
}

static unsigned run(struct machine *m, double until)
{
    unsigned jumps = 0;

    while (m->now < until)
        jumps += correct(m);
    return jumps;
}

/* Returns the error of the shown time's rate, in millionths. */
static double rate_error(struct machine *m, double length)
{
    double from = shown(m), start = m->now;

    run(m, start + length);
    return ((shown(m) - from) / (m->now - start) - 1) * 1e6;
}

static void test_counters_tell_the_rate(void **state)
{
    static const double guesses[] = {HZ, HZ * 1.01, HZ * 0.99};

    (void)state;
    for (unsigned i = 0; i < 3; i++) {
        struct machine m = machine(guesses[i]);

        assert_int_equal(run(&m, 3), 0);
        assert_true(llabs((long long)(m.k.line.hz) - (long long)HZ) < (long long)(HZ / 1000));
        run(&m, 60);
        assert_true(rate_error(&m, 7) < 150 && rate_error(&m, 7) > -150);
    }
}

static void test_without_a_good_counter(void **state)
{
    struct machine m = machine(HZ), lone = machine(HZ), none = machine(HZ);

    (void)state;
    m.skew[0] = 0.5; /* contradicts: the other one counts */
    lone.k.counters[0].hz = 0;
    none.k.counters[0].hz = none.k.counters[1].hz = 0;
    run(&m, 5);
    run(&lone, 5);
    run(&none, 5);
    assert_int_equal(m.k.counters[0].hz, 0);
    assert_true(rate_error(&m, 7) < 150 && rate_error(&m, 7) > -150);
    assert_true(rate_error(&lone, 7) < 150 && rate_error(&lone, 7) > -150);
    assert_true(rate_error(&none, 7) < 150 && rate_error(&none, 7) > -150);
}

static void test_disturbed_readings_count_for_nothing(void **state)
{
    struct machine m = machine(HZ);

    (void)state;
    run(&m, 5);
    m.disturbed = true;
    run(&m, 30);
    m.disturbed = false;
    assert_true(rate_error(&m, 7) < 150 && rate_error(&m, 7) > -150);
    assert_int_equal(m.k.counters[0].hz, ACPI_HZ);
}

static void test_the_day_is_found(void **state)
{
    struct machine m = machine(HZ);

    (void)state;
    assert_true(shown_day(&m) > m.now + 0.3 - 0.6 && shown_day(&m) < m.now + 0.3 + 0.6);
    assert_int_equal(run(&m, 6000), 0);
    assert_true(shown_day(&m) - m.now - 0.3 < 0.05 && shown_day(&m) - m.now - 0.3 > -0.05);
    assert_int_equal(m.k.line.stood, 0);
}

/* The machine's clock drifts from the TSC: in the long run the clock wins. */
static void test_drift(void **state)
{
    struct machine m = machine(HZ);
    double true_day;

    (void)state;
    m.drift = 50e-6;
    assert_int_equal(run(&m, 40000), 0);
    true_day = m.now * (1 + m.drift) + 0.3;
    assert_true(shown_day(&m) - true_day < 0.05 && shown_day(&m) - true_day > -0.05);
}

static void test_standing_still(void **state)
{
    struct machine m = machine(HZ);
    double before;

    (void)state;
    run(&m, 20);
    before = shown(&m);
    m.day += 66.5;
    assert_int_equal(run(&m, m.now + 3), 1);
    assert_true(shown(&m) - before < 4);
    assert_true(shown_day(&m) - m.now - 66.8 < 0.6 && shown_day(&m) - m.now - 66.8 > -0.6);
    assert_true(m.k.line.stood > 65900000000ull && m.k.line.stood < 67100000000ull);
    assert_int_equal(run(&m, 100), 0);
}

/* The clock is set back: time never goes back; at most its rate changes a little. */
static void test_set_back(void **state)
{
    struct machine m = machine(HZ);

    (void)state;
    run(&m, 20);
    m.day -= 3600;
    assert_int_equal(run(&m, 40), 0);
    assert_true(rate_error(&m, 30) > -1000);
}

/* A single absurd reading has no effect. */
static void test_nonsense(void **state)
{
    struct machine m = machine(HZ);

    (void)state;
    run(&m, 20);
    m.day += 5000;
    assert_false(correct(&m));
    m.day -= 5000;
    assert_int_equal(run(&m, 100), 0);
    assert_int_equal(m.k.line.stood, 0);
}

/* TSC and counters have gone on unread for hours, and all counters have wrapped many times. A slew
 * that was under way went on meanwhile. */
static void test_long_away(void **state)
{
    struct machine m = machine(HZ);

    (void)state;
    run(&m, 100);
    m.now += 4 * 3600;
    assert_int_equal(run(&m, m.now + 10), 0);
    assert_true(shown(&m) - m.now < 4 * 3600 * 600e-6 && shown(&m) - m.now > -4 * 3600 * 600e-6);
    assert_true(rate_error(&m, 7) < 700 && rate_error(&m, 7) > -700);
}

static void test_no_date(void **state)
{
    struct machine m = machine(HZ);

    (void)state;
    memset(&m.k, 0, sizeof m.k);
    keeper_begin(&m.k, BOOT, (uint64_t)HZ, tsc(&m), 0);
    assert_int_equal(m.k.line.day, 0);
    keeper_publish(&m.k, tsc(&m));
    assert_true(keeper_next(&m.k, tsc(&m), 0) > tsc(&m));
    assert_int_equal(run(&m, 20), 0);
    assert_true(shown_day(&m) - m.now - 0.3 < 0.6 && shown_day(&m) - m.now - 0.3 > -0.6);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_counters_tell_the_rate),
        cmocka_unit_test(test_without_a_good_counter),
        cmocka_unit_test(test_disturbed_readings_count_for_nothing),
        cmocka_unit_test(test_the_day_is_found),
        cmocka_unit_test(test_drift),
        cmocka_unit_test(test_standing_still),
        cmocka_unit_test(test_set_back),
        cmocka_unit_test(test_nonsense),
        cmocka_unit_test(test_long_away),
        cmocka_unit_test(test_no_date),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
