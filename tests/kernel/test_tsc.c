/* SPDX-License-Identifier: BSD-2-Clause */
/* The frequency of the TSC: what CPUs and hypervisors report, and what the kernel measures. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#include "tsc.h"

static struct cpuid said[4]; /* leaves 1, 15h, 16h, 40000010h */
static uint32_t hypervisors;

static struct cpuid ask(uint32_t leaf)
{
    return leaf == 1            ? said[0]
           : leaf == 0x15       ? said[1]
           : leaf == 0x16       ? said[2]
           : leaf == 0x40000010 ? said[3]
           : leaf == 0x40000000 ? (struct cpuid){.eax = hypervisors}
                                : (struct cpuid){0};
}

static void say(struct cpuid one, struct cpuid crystal, uint32_t mhz, uint32_t leaves, uint32_t khz)
{
    said[0] = one;
    said[1] = crystal;
    said[2] = (struct cpuid){.eax = mhz};
    said[3] = (struct cpuid){.eax = khz};
    hypervisors = leaves;
}

static void test_told(void **state)
{
    static const struct cpuid none, hypervisor = {.ecx = 1u << 31};
    (void)state;
    say(none, (struct cpuid){2, 216, 24000000, 0}, 2600, 0, 0);
    assert_int_equal(tsc_told(ask).exact, 2592000000u);
    assert_int_equal(tsc_told(ask).nominal, 2600000000u);
    say(none, (struct cpuid){2, 216, 0, 0}, 0, 0, 0); /* the crystal's frequency is missing */
    assert_int_equal(tsc_told(ask).exact, 0);
    say(none, (struct cpuid){0, 216, 24000000, 0}, 0, 0, 0);
    assert_int_equal(tsc_told(ask).exact, 0);
    say(hypervisor, none, 0, 0x40000010, 2599998);
    assert_int_equal(tsc_told(ask).exact, 2599998000u);
    say(hypervisor, none, 0, 0x40000001, 2599998); /* beyond the hypervisor's last leaf */
    assert_int_equal(tsc_told(ask).exact, 0);
    say(none, none, 0, 0x40000010, 2599998); /* what a CPU returns for an unknown leaf */
    assert_int_equal(tsc_told(ask).exact, 0);
}

static void test_choose(void **state)
{
    (void)state;
    assert_int_equal(tsc_choose(2599000000, (struct tsc_told){2600000000, 0}), 2600000000u);
    /* a lie */
    assert_int_equal(tsc_choose(2599000000, (struct tsc_told){2500000000, 0}), 2599000000u);
    assert_int_equal(tsc_choose(2599000000, (struct tsc_told){0, 2600000000}), 2599000000u);
    assert_int_equal(tsc_choose(0, (struct tsc_told){2592000000, 2600000000}), 2592000000u);
    assert_int_equal(tsc_choose(0, (struct tsc_told){0, 2600000000}), 2600000000u);
    assert_int_equal(tsc_choose(0, (struct tsc_told){0, 0}), 0);
}

/* The CPU was away during one reading: the other one counts. */
static void test_better(void **state)
{
    struct tsc_reading begin = {.width = UINT64_MAX}, end = begin;
    (void)state;
    tsc_better(&begin, 1000, 9001000, 5);
    tsc_better(&begin, 9100000, 9102000, 100);
    tsc_better(&begin, 9200000, 9900000, 200);
    assert_int_equal(begin.tsc, 9101000);
    assert_int_equal(begin.count, 100);
    tsc_better(&end, 9101000 + 10400000, 9101000 + 10400200, 100 + 4773);
    assert_in_range(tsc_rate(&begin, &end, PIT_HZ), 2599000000, 2601000000);
    assert_true(tsc_error(&begin, &end) < TSC_GOOD_ERROR);
    end.width = 1000000;
    assert_true(tsc_error(&begin, &end) > TSC_GOOD_ERROR);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_told),
        cmocka_unit_test(test_choose),
        cmocka_unit_test(test_better),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
