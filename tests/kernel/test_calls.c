/* SPDX-License-Identifier: BSD-2-Clause */
/* Component calls and returns off the fast path: registers, depth, and components that die during
 * calls. */
#include "unit.h"

#define OTHER 2 /* slot of a gate in a component's own table */

/* Makes components in slots 20, 24, 28: each holds at OTHER a gate into the next, the last one into
 * the first. A thread of the first one, in slot 40, runs. */
static void ring_with(uint64_t flags)
{
    for (uint64_t c = 20; c <= 28; c += 4)
        make_comp(c, flags);
    copy(26, 20, OTHER);
    copy(30, 24, OTHER);
    copy(22, 28, OTHER);
    make_thread(40, 20);
    SYS(COS_OP_DISPATCH, 40, COS_FOREVER);
}

static void ring(void)
{
    ring_with(0);
}

static struct component *component_in(uint64_t slot)
{
    return world_cap(slot)->component;
}

static void registers_are_defined_on_both_sides(void **state)
{
    (void)state;
    ring();
    struct regs *r = &cpu.thread->regs;
    r->ip = 0x1234;
    r->sp = 0x5678;
    host.fsbase = 0x99;
    SYS(COS_OP_CALL, OTHER, 1, 2, 3, 4, 5, 6);
    const uint64_t args[6] = {1, 2, 3, 4, 24, 40};
    for (unsigned i = 0; i < 6; i++)
        assert_int_equal(r->args[i], args[i]);
    for (unsigned i = 0; i < HOST_SAVED; i++)
        assert_int_equal(r->saved[i], 0);
    assert_int_equal(r->result, 0);
    assert_int_equal(r->ip, ENTRY);
    assert_int_equal(r->sp, 0);
    assert_int_equal(r->flags, HOST_FLAGS_ON);
    assert_int_equal(host.fsbase, 0);
    r->sp = 0x9abc;
    struct values v = SYS(COS_OP_RETURN, 0, 11, 12, 13, 14, 15, 16);
    assert_int_equal(v.result, 11);
    assert_int_equal(v.v[0], 12);
    assert_int_equal(v.v[1], 13);
    assert_int_equal(v.v[2], 0);
    for (unsigned i = 0; i < HOST_SAVED; i++)
        assert_int_equal(r->saved[i], 0);
    assert_int_equal(r->ip, 0x1234);
    assert_int_equal(r->sp, 0x5678);
    assert_int_equal(host.fsbase, 0x99);
}

static void fs_base_is_refused(void **state)
{
    (void)state;
    /* a component without COS_COMP_FPU */
    assert_error(RESULT(COS_OP_SET_FSBASE, 0, 0x1000), DENIED);
    ring_with(COS_COMP_FPU);
    assert_ok(RESULT(COS_OP_SET_FSBASE, 0, COS_USER_TOP - 1));
    assert_error(RESULT(COS_OP_SET_FSBASE, 0, COS_USER_TOP), INVAL);
    assert_error(RESULT(COS_OP_SET_FSBASE, 0, UINT64_MAX), INVAL);
    assert_int_equal(host.fsbase, COS_USER_TOP - 1);
}

static void fs_base_stays_with_thread_and_component(void **state)
{
    (void)state;
    ring_with(COS_COMP_FPU);
    assert_ok(RESULT(COS_OP_SET_FSBASE, 0, 0x1000));
    WHILE_PREEMPTED(assert_int_equal(host.fsbase, 0));
    assert_int_equal(host.fsbase, 0x1000);
    SYS(COS_OP_CALL, OTHER);
    assert_int_equal(host.fsbase, 0);
    assert_ok(RESULT(COS_OP_SET_FSBASE, 0, 0x2000));
    WHILE_PREEMPTED(assert_int_equal(host.fsbase, 0));
    assert_int_equal(host.fsbase, 0x2000);
    SYS(COS_OP_RETURN, 0);
    assert_int_equal(host.fsbase, 0x1000);
    SYS(COS_OP_CALL, OTHER);
    assert_ok(RESULT(COS_OP_SET_FSBASE, 0, 0x2000));
    WHILE_PREEMPTED(assert_ok(RESULT(COS_OP_COMP_KILL, 24)));
    assert_int_equal(cpu.component->id, 20);
    assert_int_equal(host.fsbase, 0x1000);
}

static void depth_is_bounded(void **state)
{
    (void)state;
    ring();
    for (unsigned i = 0; i < COS_CALL_DEPTH; i++)
        assert_int_equal(RESULT(COS_OP_CALL, OTHER), 0);
    assert_error(RESULT(COS_OP_CALL, OTHER), DEPTH);
    for (int64_t i = 0; i < COS_CALL_DEPTH; i++)
        assert_int_equal(RESULT(COS_OP_RETURN, 0, i), i);
    assert_int_equal(RESULT(COS_OP_RETURN, 0), COS_CAUSE_EXITED);
}

static void gates_are_checked(void **state)
{
    (void)state;
    ring();
    assert_error(RESULT(COS_OP_CALL, OTHER + 1), DENIED);
    assert_error(RESULT(COS_OP_CALL, COS_SLOTS), DENIED);
    WHILE_PREEMPTED(assert_ok(RESULT(COS_OP_COMP_KILL, 24)));
    assert_error(RESULT(COS_OP_CALL, OTHER), DENIED);
}

static void callee_dies(void **state)
{
    (void)state;
    ring();
    SYS(COS_OP_CALL, OTHER);
    cpu.thread->regs.saved[3] = 0xdead;
    WHILE_PREEMPTED(assert_ok(RESULT(COS_OP_COMP_KILL, 24)));
    assert_error((int64_t)cpu.thread->regs.result, DEAD);
    assert_int_equal(cpu.thread->regs.saved[3], 0);
    assert_int_equal(cpu.component->id, 20);
    assert_int_equal(RESULT(COS_OP_RETURN, 0), COS_CAUSE_EXITED);
}

static void middle_of_the_stack_dies(void **state)
{
    (void)state;
    ring();
    SYS(COS_OP_CALL, OTHER);
    SYS(COS_OP_CALL, OTHER);
    WHILE_PREEMPTED(assert_ok(RESULT(COS_OP_COMP_KILL, 24)));
    assert_int_equal(cpu.component->id, 28); /* the callee goes on */
    assert_error(RESULT(COS_OP_RETURN, 0, 5), DEAD);
    assert_int_equal(cpu.component->id, 20);
}

static void caller_dies(void **state)
{
    (void)state;
    ring();
    SYS(COS_OP_CALL, OTHER);
    WHILE_PREEMPTED(assert_ok(RESULT(COS_OP_COMP_KILL, 20)));
    assert_int_equal(cpu.component->id, 24);
    assert_int_equal(RESULT(COS_OP_RETURN, 0), COS_CAUSE_EXITED);
}

/* A new component in the frame of a dead one is not the caller. */
static void caller_is_replaced(void **state)
{
    (void)state;
    ring();
    SYS(COS_OP_CALL, OTHER);
    SYS(COS_OP_YIELD, 0);
    uint64_t page = frame_number(component_in(20)->frame) - world_ram;
    assert_ok(RESULT(COS_OP_RECLAIM, WORLD_RAM, page));
    assert_ok(RESULT(COS_OP_MAKE_COMP, WORLD_RAM, page, 20, 21, 0, 77));
    SYS(COS_OP_DISPATCH, 40, COS_FOREVER);
    assert_int_equal(RESULT(COS_OP_RETURN, 0), COS_CAUSE_EXITED);
}

static void home_is_replaced_while_preempted(void **state)
{
    (void)state;
    ring();
    SYS(COS_OP_YIELD, 0);
    uint64_t page = frame_number(component_in(20)->frame) - world_ram;
    assert_ok(RESULT(COS_OP_RECLAIM, WORLD_RAM, page));
    assert_ok(RESULT(COS_OP_MAKE_COMP, WORLD_RAM, page, 20, 21, 0, 77));
    assert_int_equal(RESULT(COS_OP_DISPATCH, 40, COS_FOREVER), COS_CAUSE_EXITED);
}

static void suicide(void **state)
{
    (void)state;
    ring();
    WHILE_PREEMPTED(copy(24, 24, 5));
    SYS(COS_OP_CALL, OTHER);
    assert_error(RESULT(COS_OP_COMP_KILL, 5), DEAD);
    assert_int_equal(cpu.component->id, 20);
    WHILE_PREEMPTED(copy(20, 20, 5));
    assert_int_equal(RESULT(COS_OP_COMP_KILL, 5), COS_CAUSE_EXITED);
}

/* A return unwinds the whole stack at once. */
static void all_but_the_bottom_die(void **state)
{
    (void)state;
    ring();
    for (unsigned i = 0; i < COS_CALL_DEPTH; i++)
        SYS(COS_OP_CALL, OTHER);
    WHILE_PREEMPTED({
        assert_ok(RESULT(COS_OP_COMP_KILL, 24));
        assert_ok(RESULT(COS_OP_COMP_KILL, 28));
    });
    assert_error((int64_t)cpu.thread->regs.result, DEAD);
    assert_int_equal(cpu.component->id, 20);
    WHILE_PREEMPTED(assert_ok(RESULT(COS_OP_COMP_KILL, 20)));
    assert_int_equal(cpu.component->id, 0);
    assert_int_equal(world_values().result, COS_CAUSE_EXITED);
}

static void a_scheduler_dies_while_its_thread_runs(void **state)
{
    (void)state;
    make_comp(50, COS_COMP_NOINTR);
    make_thread(53, 50);
    make_comp(20, 0);
    make_thread(40, 20);
    copy(40, 50, 5);
    copy(50, 20, 5);
    SYS(COS_OP_DISPATCH, 53, COS_FOREVER);
    SYS(COS_OP_DISPATCH, 5, COS_FOREVER);
    assert_ok(RESULT(COS_OP_COMP_KILL, 5));
    assert_int_equal(cpu.component->id, 20);
    assert_int_equal(RESULT(COS_OP_YIELD, 0), COS_CAUSE_EXITED);
    assert_int_equal(cpu.component->id, 0);
}

static void the_last_thread_halts(void **state)
{
    (void)state;
    SYS(COS_OP_RETURN, 0);
    assert_string_equal(world_halted(), "no thread is left to run");
    world_boot();
}

UNIT_MAIN(UNIT_TEST(registers_are_defined_on_both_sides), UNIT_TEST(fs_base_is_refused),
          UNIT_TEST(fs_base_stays_with_thread_and_component), UNIT_TEST(depth_is_bounded),
          UNIT_TEST(gates_are_checked), UNIT_TEST(callee_dies), UNIT_TEST(middle_of_the_stack_dies),
          UNIT_TEST(caller_dies), UNIT_TEST(caller_is_replaced),
          UNIT_TEST(home_is_replaced_while_preempted), UNIT_TEST(suicide),
          UNIT_TEST(all_but_the_bottom_die), UNIT_TEST(a_scheduler_dies_while_its_thread_runs),
          UNIT_TEST(the_last_thread_halts))
