/* SPDX-License-Identifier: BSD-2-Clause */
/* What a debugger sees of threads that do not run. */
#include "unit.h"

#define EVENT 1 /* slot of an endpoint in a thread's own table */

static void dispatch(uint64_t thread)
{
    SYS(COS_OP_DISPATCH, thread, COS_FOREVER);
}

static uint64_t ip_of(uint64_t comp, uint64_t up)
{
    struct values v = SYS(COS_OP_THREAD_INSPECT, 53, comp, up, COS_REG_RIP);
    assert_int_equal(v.result, 0);
    return v.v[0];
}

/* A debugger sees a thread in those components only to which it has the right. */
static void threads_are_inspected(void **state)
{
    (void)state;
    make_comp(50, 0);
    make_comp(60, 0);
    copy(62, 50, 2);
    make_thread(53, 50);
    dispatch(53);
    cpu.thread->regs.ip = 0x1111;
    cpu.thread->regs.sp = 0x2222;
    SYS(COS_OP_CALL, 2);
    cpu.thread->regs.ip = 0x3333;
    SYS(COS_OP_YIELD, 0);
    assert_int_equal(ip_of(60, 0), 0x3333);
    assert_int_equal(ip_of(50, 1), 0x1111);
    assert_int_equal(SYS(COS_OP_THREAD_INSPECT, 53, 50, 1, 0).v[1], 0x2222);
    assert_error(RESULT(COS_OP_THREAD_INSPECT, 53, 50, 0, 0), DENIED);
    assert_error(RESULT(COS_OP_THREAD_INSPECT, 53, 60, 1, 0), DENIED);
    assert_error(RESULT(COS_OP_THREAD_INSPECT, 53, 60, 2, 0), NOENT);
    assert_error(RESULT(COS_OP_THREAD_INSPECT, 53, 60, UINT64_MAX, 0), NOENT);
    assert_error(RESULT(COS_OP_THREAD_INSPECT, 53, 52, 0, 0), DENIED); /* a gate is not enough */
    assert_ok(RESULT(COS_OP_CAP_COPY, 60, COS_BOOT_SLOT_COMP, 45, 0, 0));
    assert_error(RESULT(COS_OP_THREAD_INSPECT, 53, 45, 0, 0), DENIED);
    assert_ok(RESULT(COS_OP_COMP_KILL, 60));
    assert_error(RESULT(COS_OP_THREAD_INSPECT, 53, 60, 0, 0), DENIED);
    dispatch(53);
    SYS(COS_OP_RETURN, 0);
    assert_error(RESULT(COS_OP_THREAD_INSPECT, 53, 50, 0, 0), NOENT);
}

/* What a system call destroys shows nothing of another component that has run on the thread. */
static void inspection_shows_no_old_registers(void **state)
{
    (void)state;
    make_runner(20, 21, 1);
    make_endpoints(40);
    copy(40, 21, EVENT);
    dispatch(20);
    cpu.thread->regs.args[4] = 0x5ec7e7;
    SYS(COS_OP_WAIT, EVENT, COS_FOREVER);
    struct values v = SYS(COS_OP_THREAD_INSPECT, 20, 21, 0, COS_REG_R9);
    assert_int_equal(v.result, COS_INSPECTED_WAITS);
    assert_int_equal(v.v[0], 0);
    assert_error(RESULT(COS_OP_THREAD_INSPECT, COS_BOOT_SLOT_THREAD, 2, 0, 0), BUSY);
    assert_error(RESULT(COS_OP_THREAD_INSPECT, 20, 21, 0, COS_REGS), INVAL);
}

UNIT_MAIN(UNIT_TEST(threads_are_inspected), UNIT_TEST(inspection_shows_no_old_registers))
