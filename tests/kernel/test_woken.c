/* SPDX-License-Identifier: BSD-2-Clause */
/* Which woken threads keep another one from its dispatch. */
#include "unit.h"

#define EVENT  1 /* slot of an endpoint in the threads' own tables */
#define OTHER  2 /* of another one's */
#define URGENT 9
#define USUAL  5
#define MANY   66  /* threads; two more than the kernel compares */
#define CROWD  128 /* their slots begin here */

static struct values dispatch(uint64_t thread)
{
    return SYS(COS_OP_DISPATCH, thread, COS_FOREVER);
}

/* The urgent thread is in slot 20, two others in 24 and 28; those two wait, and an event at 45, 49
 * wakes them. */
static void make_three(uint64_t reported)
{
    make_endpoints(40);
    for (unsigned i = 0; i < 3; i++) {
        make_runner(20 + 4 * i, 21 + 4 * i, i == 0 ? URGENT : USUAL);
        assert_ok(RESULT(COS_OP_ENDPOINT, 40, i, 41 + 4 * i, UINT64_MAX, COS_RIGHT_ALL));
        copy(41 + 4 * i, 21 + 4 * i, EVENT);
        if (i == 0)
            continue;
        assert_ok(RESULT(COS_OP_THREAD_SET, 20 + 4 * i, 20 + 4 * i, USUAL, reported));
        dispatch(20 + 4 * i);
        assert_report(SYS(COS_OP_WAIT, EVENT, COS_FOREVER), COS_CAUSE_BLOCKED, 20 + 4 * i, 0);
    }
    assert_ok(RESULT(COS_OP_SIGNAL, 45));
    assert_ok(RESULT(COS_OP_SIGNAL, 49));
}

/* However many there are. They are reported when it ends, one each time. */
static void less_urgent_ones_do_not(void **state)
{
    (void)state;
    make_three(COS_REPORTED_LATER);
    dispatch(20);
    assert_int_equal(cpu.thread->cookie, 20);
    assert_report(SYS(COS_OP_YIELD, 0), COS_CAUSE_YIELD, 20, 24);
    dispatch(20);
    assert_report(SYS(COS_OP_WAIT, EVENT, COS_FOREVER), COS_CAUSE_BLOCKED, 20, 28);
}

static void equals_do(void **state)
{
    (void)state;
    make_three(COS_REPORTED_LATER);
    assert_report(dispatch(24), COS_CAUSE_WOKEN, 0, 24);
    assert_report(dispatch(24), COS_CAUSE_WOKEN, 0, 28);
    dispatch(24);
    assert_int_equal(cpu.thread->cookie, 24);
}

static void those_to_be_reported_first_do(void **state)
{
    (void)state;
    make_three(COS_REPORTED_FIRST);
    assert_report(dispatch(20), COS_CAUSE_WOKEN, 0, 24);
    assert_report(dispatch(20), COS_CAUSE_WOKEN, 0, 28);
    dispatch(20);
    assert_int_equal(cpu.thread->cookie, 20);
}

/* A thread that waits for it may be more urgent than the running one. */
static void one_to_be_reported_first_interrupts_a_more_urgent_one(void **state)
{
    (void)state;
    make_three(COS_REPORTED_FIRST);
    copy(45, 21, OTHER);
    dispatch(20);
    dispatch(20);
    dispatch(24);
    assert_report(SYS(COS_OP_WAIT, EVENT, COS_FOREVER), COS_CAUSE_BLOCKED, 24, 0);
    dispatch(20);
    assert_report(SYS(COS_OP_SIGNAL, OTHER), COS_CAUSE_WOKEN, 20, 24);
}

static void reported_ones_do_not(void **state)
{
    (void)state;
    make_three(COS_REPORTED_ALWAYS);
    dispatch(20);
    assert_int_equal(cpu.thread->cookie, 20);
}

/* It has been woken, but not been reported yet. */
static void a_change_meanwhile_counts(void **state)
{
    (void)state;
    make_three(COS_REPORTED_LATER);
    assert_ok(RESULT(COS_OP_THREAD_SET, 28, 28, USUAL, COS_REPORTED_FIRST));
    assert_report(dispatch(20), COS_CAUSE_WOKEN, 0, 28);
    dispatch(20);
    assert_int_equal(cpu.thread->cookie, 20);
}

/* Then the others keep no thread that is more urgent than they. */
static void the_most_urgent_is_reported_first(void **state)
{
    (void)state;
    make_three(COS_REPORTED_LATER);
    make_runner(32, 33, URGENT - 1);
    dispatch(20);
    assert_report(SYS(COS_OP_WAIT, EVENT, COS_FOREVER), COS_CAUSE_BLOCKED, 20, 24);
    assert_ok(RESULT(COS_OP_SIGNAL, 41));
    assert_report(dispatch(32), COS_CAUSE_WOKEN, 0, 20);
    dispatch(32);
    assert_int_equal(cpu.thread->cookie, 32);
    assert_report(SYS(COS_OP_YIELD, 0), COS_CAUSE_YIELD, 32, 28);
}

static void a_higher_priority_meanwhile_counts(void **state)
{
    (void)state;
    make_three(COS_REPORTED_LATER);
    assert_ok(RESULT(COS_OP_THREAD_SET, 28, 28, URGENT, COS_REPORTED_LATER));
    assert_report(dispatch(20), COS_CAUSE_WOKEN, 0, 28);
    dispatch(20);
    assert_int_equal(cpu.thread->cookie, 20);
}

/* They wait in the order of their slots; the last one is urgent. All wake. */
static void make_many(void)
{
    make_comp(24, 0);
    for (uint64_t slot = CROWD; slot < CROWD + MANY; slot += COS_NODE_SLOTS)
        assert_ok(RESULT(COS_OP_CAP_GROW, COS_BOOT_SLOT_COMP, slot, WORLD_RAM, new_page()));
    uint64_t pages[] = {make_endpoints(40), make_endpoints(41)};
    for (unsigned i = 0; i < MANY; i++) {
        uint64_t slot = CROWD + i, priority = i + 1 < MANY ? USUAL : URGENT;
        make_thread(slot, 24);
        assert_ok(RESULT(COS_OP_THREAD_SET, slot, slot, priority));
        assert_ok(RESULT(COS_OP_ENDPOINT, 40 + i / COS_ENDPOINTS, i % COS_ENDPOINTS, 45, 1,
                         COS_RIGHT_ALL));
        copy(45, 24, EVENT);
        SYS(COS_OP_DISPATCH, slot, COS_FOREVER);
        assert_report(SYS(COS_OP_WAIT, EVENT, COS_FOREVER), COS_CAUSE_BLOCKED, slot, 0);
        assert_ok(RESULT(COS_OP_CAP_DROP, 24, EVENT));
        assert_ok(RESULT(COS_OP_CAP_DROP, COS_BOOT_SLOT_COMP, 45));
    }
    for (unsigned i = 0; i < 2; i++)
        assert_ok(RESULT(COS_OP_RECLAIM, WORLD_RAM, pages[i]));
}

/* Of a long queue not all are compared at once. None is passed by one that is less urgent, all the
 * same. */
static void the_last_of_many_counts(void **state)
{
    (void)state;
    make_runner(20, 21, USUAL + 1);
    make_many();
    assert_report(dispatch(20), COS_CAUSE_WOKEN, 0, CROWD);
    assert_report(dispatch(20), COS_CAUSE_WOKEN, 0, CROWD + 1);
    assert_report(dispatch(20), COS_CAUSE_WOKEN, 0, CROWD + MANY - 1);
    dispatch(20);
    assert_int_equal(cpu.thread->cookie, 20);
}

UNIT_MAIN(UNIT_TEST(less_urgent_ones_do_not), UNIT_TEST(equals_do),
          UNIT_TEST(those_to_be_reported_first_do),
          UNIT_TEST(one_to_be_reported_first_interrupts_a_more_urgent_one),
          UNIT_TEST(reported_ones_do_not), UNIT_TEST(the_most_urgent_is_reported_first),
          UNIT_TEST(a_change_meanwhile_counts), UNIT_TEST(a_higher_priority_meanwhile_counts),
          UNIT_TEST(the_last_of_many_counts))
