/* SPDX-License-Identifier: BSD-2-Clause */
/* A unit's start, its invalidations, its fault reports; and units that do not obey. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdlib.h>

#include <cmocka.h>

#include "unit.h"

#define ROOT       0x7000
#define INTERRUPTS 0x8000
#define TRANSLATES 0x80000000u
#define CHECKS     0x02000000u
#define COMPATIBLE 0x00800000u
#define QUEUE      0x04000000u
#define ROUNDS     1000 /* more than a queue holds */

static struct vtd unit;

static bool make_and_start(uint64_t capabilities, uint64_t extended, uint64_t interrupts)
{
    model_make(&unit, capabilities, extended);
    assert_null(vtd_probe(&unit));
    return vtd_start(&unit, ROOT, interrupts);
}

static void what_it_can(void **state)
{
    (void)state;
    model_make(&unit, CAPABILITIES, EXTENDED);
    assert_null(vtd_probe(&unit));
    assert_int_equal(vtd_levels(&unit), 1 << 3 | 1 << 4);
    assert_int_equal(vtd_domains(&unit), 65536);
    assert_int_equal(vtd_pages(&unit), 1);
    assert_false(vtd_coherent(&unit));
    assert_false(vtd_remembers_gaps(&unit));
    assert_true(vtd_interrupts(&unit));
    model_make(&unit, (CAPABILITIES & ~(0x3ffull << 24)) | 0x3ffull << 24 | 0xffull << 40 | 1 << 7,
               EXTENDED | 1);
    vtd_probe(&unit);
    assert_int_equal(vtd_pages(&unit), 5);
    assert_true(vtd_coherent(&unit));
    assert_true(vtd_remembers_gaps(&unit));
    model_make(&unit, CAPABILITIES, 8 | 0x3ffull << 8);
    vtd_probe(&unit);
    assert_int_equal(vtd_pages(&unit), 4);
    assert_false(vtd_interrupts(&unit)); /* never without a queue */
}

static void what_it_must_be_able_to(void **state)
{
    (void)state;
    model_make(&unit, UINT64_MAX, UINT64_MAX);
    assert_string_equal(vtd_probe(&unit), "this machine's IOMMU does not answer");
    model_make(&unit, 0, 0);
    assert_string_equal(vtd_probe(&unit), "this machine's IOMMU does not answer");
    model_make(&unit, (CAPABILITIES & ~(31ull << 8)) | 8 << 8, EXTENDED);
    assert_string_equal(vtd_probe(&unit),
                        "this machine's IOMMU has page tables of neither 3 nor 4 levels");
    model_make(&unit, CAPABILITIES | 7, EXTENDED);
    assert_string_equal(vtd_probe(&unit), "this machine's IOMMU is of a kind that is not known");
}

static void a_beginning(void **state)
{
    (void)state;
    assert_true(make_and_start(CAPABILITIES, EXTENDED, INTERRUPTS));
    assert_int_equal(model.status & (TRANSLATES | CHECKS | QUEUE | COMPATIBLE),
                     TRANSLATES | CHECKS | QUEUE);
    assert_int_equal(model.root, ROOT);
    assert_int_equal(model.interrupts, INTERRUPTS | 7);
    assert_int_equal(model.contexts_forgotten, 1);
    assert_int_equal(model.all_forgotten, 1);
    assert_int_equal(model.interrupts_forgotten, 1);
    assert_int_equal(model.mistakes, 0);
    assert_true(make_and_start(CAPABILITIES, EXTENDED, 0));
    assert_int_equal(model.status & (TRANSLATES | CHECKS), TRANSLATES);
    assert_int_equal(model.interrupts, 0);
}

static void after_firmware(void **state)
{
    (void)state;
    model_make(&unit, CAPABILITIES | PROTECTS, EXTENDED);
    vtd_probe(&unit);
    model.status = TRANSLATES | CHECKS | QUEUE | COMPATIBLE;
    model.protected = true;
    assert_true(vtd_start(&unit, ROOT, INTERRUPTS));
    assert_int_equal(model.status & (TRANSLATES | CHECKS | QUEUE | COMPATIBLE),
                     TRANSLATES | CHECKS | QUEUE);
    assert_int_equal(model.root, ROOT);
    assert_false(model.protected);
    assert_int_equal(model.mistakes, 0);
}

static void an_end(void **state)
{
    (void)state;
    assert_true(make_and_start(CAPABILITIES, EXTENDED, INTERRUPTS));
    vtd_stop(&unit);
    assert_int_equal(model.status & (TRANSLATES | CHECKS), 0);
    assert_int_equal(model.mistakes, 0);
    model_make(&unit, CAPABILITIES, EXTENDED); /* a unit that has not started */
    vtd_probe(&unit);
    vtd_stop(&unit);
    assert_int_equal(model.mistakes, 0);
    assert_false(unit.failed);
}

/* The component that drives the unit ends, and another life goes on, with nothing but what the unit
 * and its memory know. */
static bool begin_again(void)
{
    struct vtd before = unit;

    unit = (struct vtd){.queue = before.queue,
                        .queue_physical = before.queue_physical,
                        .done = before.done,
                        .done_physical = before.done_physical};
    assert_null(vtd_probe(&unit));
    return vtd_runs(&unit, ROOT) && vtd_resume(&unit);
}

static void a_next_life(uint64_t extended, uint64_t interrupts)
{
    unsigned forgotten = interrupts != 0;
    uint32_t status;

    assert_true(make_and_start(CAPABILITIES, extended, interrupts));
    status = model.status;
    for (unsigned i = 1; i <= ROUNDS; i++) {
        unit.ticket += 3; /* requests of its own */
        assert_true(vtd_forget(&unit, 7));
        assert_true(begin_again());
        assert_int_equal(model.status, status); /* it has never let anything pass */
        assert_int_equal(model.all_forgotten, 1 + i);
        assert_int_equal(model.interrupts_forgotten, forgotten * (1 + i));
        assert_true(vtd_forget(&unit, 9));
        assert_int_equal(model.domain_forgotten, 9);
    }
    assert_int_equal(model.root, ROOT);
    assert_int_equal(model.mistakes, 0);
}

static void next_lives(void **state)
{
    (void)state;
    a_next_life(EXTENDED, INTERRUPTS);
    a_next_life(EXTENDED, 0);
    a_next_life(NO_QUEUE, 0);
}

/* It has asked for something, and ended before that was done. */
static void a_life_cut_short(void **state)
{
    (void)state;
    assert_true(make_and_start(CAPABILITIES, EXTENDED, INTERRUPTS));
    model.stuck = true;
    assert_false(vtd_forget(&unit, 7));
    assert_false(begin_again());
    assert_true(unit.failed); /* the unit does not respond; it still blocks accesses */
    assert_true(model.status & TRANSLATES);
    assert_false(vtd_runs(&unit, ROOT + 0x1000)); /* not with these tables */
    vtd_stop(&unit);
    assert_false(vtd_runs(&unit, ROOT));
}

static void forgetting(uint64_t capabilities, uint64_t extended)
{
    assert_true(make_and_start(capabilities, extended, 0));
    for (unsigned i = 1; i <= ROUNDS; i++) {
        assert_true(vtd_forget(&unit, (uint16_t)i));
        assert_int_equal(model.domain_forgotten, i);
        assert_int_equal(model.contexts_forgotten, 1 + i);
        assert_true(model.drained);
    }
    assert_int_equal(model.all_forgotten, 1);
    assert_true(vtd_forget(&unit, 0));
    assert_int_equal(model.all_forgotten, 2);
    assert_int_equal(model.mistakes, 0);
}

static void by_queue(void **state)
{
    (void)state;
    forgetting(CAPABILITIES, EXTENDED);
    assert_int_equal(model.flushes, 0);
    assert_true(vtd_forget_interrupts(&unit));
    assert_int_equal(model.interrupts_forgotten, 1);
}

static void by_registers(void **state)
{
    (void)state;
    forgetting(CAPABILITIES, NO_QUEUE);
    assert_false(model.status & QUEUE);
}

static void with_write_buffers(void **state)
{
    (void)state;
    forgetting(CAPABILITIES | NEEDS_FLUSH, NO_QUEUE);
    assert_int_equal(model.flushes, 1 + 1 + ROUNDS + 1);
    assert_int_equal(model.status & 0x08000000u, 0);
}

/* A failed unit must not be used any more. */
static void has_failed(void)
{
    assert_true(unit.failed);
    model.stuck = model.bad_queue = false;
    model.deaf_to = 0;
    assert_false(vtd_forget(&unit, 1));
    assert_false(vtd_forget_interrupts(&unit));
}

static void deaf_units(void **state)
{
    static const uint32_t bits[] = {0x40000000u, QUEUE, 0x01000000u, CHECKS, TRANSLATES};

    (void)state;
    for (unsigned i = 0; i < sizeof bits / sizeof bits[0]; i++) {
        model_make(&unit, CAPABILITIES, EXTENDED);
        vtd_probe(&unit);
        model.deaf_to = bits[i];
        assert_false(vtd_start(&unit, ROOT, INTERRUPTS));
        has_failed();
    }
    model_make(&unit, CAPABILITIES | NEEDS_FLUSH, EXTENDED);
    vtd_probe(&unit);
    model.deaf_to = 0x08000000u;
    assert_false(vtd_start(&unit, ROOT, INTERRUPTS));
    has_failed();
}

static void stuck_units(void **state)
{
    static const uint64_t kinds[] = {EXTENDED, NO_QUEUE};

    (void)state;
    for (unsigned i = 0; i < 2; i++) {
        assert_true(make_and_start(CAPABILITIES, kinds[i], 0));
        model.stuck = true;
        assert_false(vtd_forget(&unit, 1));
        has_failed();
    }
    assert_true(make_and_start(CAPABILITIES, EXTENDED, 0));
    model.bad_queue = true;
    assert_false(vtd_forget(&unit, 1));
    has_failed();
}

static void faults(void **state)
{
    struct vtd_fault fault;

    (void)state;
    assert_true(make_and_start(CAPABILITIES, EXTENDED, 0));
    assert_false(vtd_fault(&unit, &fault));
    assert_true(model_fault(0x1234567, 0x118, 5, true));
    assert_int_equal(model.events, 0); /* no fault event is set up */
    vtd_fault_event(&unit, 0xfee00000, 77);
    assert_int_equal(model.events, 1);
    assert_true(model_fault(0xfffffffffffff000, 0x119, 6, false));
    assert_true(vtd_has_fault(&unit));
    assert_true(vtd_fault(&unit, &fault));
    assert_int_equal(fault.address, 0x1234000);
    assert_int_equal(fault.source, 0x118);
    assert_int_equal(fault.reason, 5);
    assert_true(fault.write);
    assert_true(vtd_fault(&unit, &fault));
    assert_int_equal(fault.address, 0xfffffffffffff000);
    assert_int_equal(fault.source, 0x119);
    assert_false(fault.write);
    assert_false(vtd_has_fault(&unit));
    assert_false(vtd_fault(&unit, &fault));
    assert_int_equal(model.mistakes, 0);
}

/* More faults than it can record: it loses some, but goes on. */
static void floods(void **state)
{
    struct vtd_fault fault;

    (void)state;
    assert_true(make_and_start(CAPABILITIES, EXTENDED, 0));
    vtd_fault_event(&unit, 0xfee00000, 77);
    for (unsigned round = 1; round <= ROUNDS; round++) {
        unsigned recorded = 0;

        for (unsigned i = 0; i < 3 * FAULTS; i++)
            recorded += model_fault(i * 4096, 8, 5, true);
        assert_int_equal(recorded, FAULTS);
        assert_int_equal(model.events, round);
        for (unsigned i = 0; i < FAULTS; i++) {
            assert_true(vtd_fault(&unit, &fault));
            assert_int_equal(fault.address, i * 4096);
        }
        assert_false(vtd_fault(&unit, &fault));
    }
    assert_int_equal(model.mistakes, 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_it_can),      cmocka_unit_test(what_it_must_be_able_to),
        cmocka_unit_test(a_beginning),      cmocka_unit_test(after_firmware),
        cmocka_unit_test(an_end),           cmocka_unit_test(next_lives),
        cmocka_unit_test(a_life_cut_short), cmocka_unit_test(by_queue),
        cmocka_unit_test(by_registers),     cmocka_unit_test(with_write_buffers),
        cmocka_unit_test(deaf_units),       cmocka_unit_test(stuck_units),
        cmocka_unit_test(faults),           cmocka_unit_test(floods),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
