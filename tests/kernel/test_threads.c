/* SPDX-License-Identifier: BSD-2-Clause */
/* Dispatching and events. The first component's thread is the scheduler, unless said otherwise. */
#include "unit.h"

#define EVENT 1 /* slot of an endpoint in the threads' own tables */

static struct values dispatch(uint64_t thread)
{
    return SYS(COS_OP_DISPATCH, thread, COS_FOREVER);
}

/* Makes threads in slots 20, 24, ... with the given priorities, in components at 21, 25, ....
 * Endpoint n of the page in slot 40 is at EVENT in the n-th thread's table, and at 41 + n here. */
static void runners(unsigned count, const uint64_t priority[])
{
    make_endpoints(40);
    for (unsigned i = 0; i < count; i++) {
        make_runner(20 + 4 * i, 21 + 4 * i, priority[i]);
        assert_ok(RESULT(COS_OP_ENDPOINT, 40, i, 41 + i, UINT64_MAX, COS_RIGHT_ALL));
        copy(41 + i, 21 + 4 * i, EVENT);
    }
}

/* Dispatches a thread, which waits at its endpoint at once. */
static void let_wait(uint64_t thread)
{
    struct thread *scheduler = cpu.thread;
    dispatch(thread);
    assert_ptr_equal(cpu.thread, cap_slot(scheduler->component, thread)->thread);
    struct values v = SYS(COS_OP_WAIT, EVENT, COS_FOREVER);
    assert_ptr_equal(cpu.thread, scheduler);
    assert_report(v, COS_CAUSE_BLOCKED, thread, 0);
    assert_int_equal(v.v[1], COS_FOREVER);
}

static void dispatch_yield_exit(void **state)
{
    (void)state;
    runners(1, (uint64_t[]){1});
    struct thread *scheduler = cpu.thread, *t = thread_in(20);
    SYS(COS_OP_DISPATCH, 20, COS_FOREVER);
    assert_ptr_equal(cpu.thread, t);
    assert_int_equal(t->regs.ip, ENTRY);
    for (unsigned i = 0; i < HOST_SAVED; i++)
        assert_int_equal(t->regs.saved[i], 0);
    assert_report(SYS(COS_OP_YIELD, 0), COS_CAUSE_YIELD, 20, 0);
    assert_ptr_equal(cpu.thread, scheduler);
    dispatch(20);
    assert_report(SYS(COS_OP_RETURN, 0), COS_CAUSE_EXITED, 20, 0);
    assert_error(dispatch(20).result, BUSY);
    assert_error(RESULT(COS_OP_THREAD_WAKE, 20, 0), BUSY);
}

static void dispatch_refuses(void **state)
{
    (void)state;
    runners(2, (uint64_t[]){1, 1});
    copy(24, 21, 2);
    assert_error(dispatch(COS_BOOT_SLOT_THREAD).result, BUSY);
    assert_error(dispatch(21).result, DENIED);
    let_wait(20);
    assert_error(dispatch(20).result, BUSY);
    assert_ok(RESULT(COS_OP_THREAD_WAKE, 20, 0));
    dispatch(20);
    /* its component is no scheduler */
    assert_error(RESULT(COS_OP_DISPATCH, 2, COS_FOREVER), DENIED);
    assert_error(RESULT(COS_OP_IDLE, 0, COS_FOREVER), DENIED);
    assert_error(RESULT(COS_OP_MAKE_COMP, 0), DENIED);
}

static void only_schedulers_set_priority_and_cookie(void **state)
{
    (void)state;
    runners(2, (uint64_t[]){1, 1});
    copy(20, 21, 2);
    assert_error(RESULT(COS_OP_THREAD_SET, 20, 0, 256), INVAL);
    assert_error(RESULT(COS_OP_THREAD_SET, 20, 0, 255, 3), INVAL);
    dispatch(20);
    assert_error(RESULT(COS_OP_THREAD_SET, 2, 0xbad, 255), DENIED);
    assert_report(SYS(COS_OP_YIELD, 0), COS_CAUSE_YIELD, 20, 0);
}

static void events_are_bits(void **state)
{
    (void)state;
    runners(1, (uint64_t[]){1});
    assert_ok(RESULT(COS_OP_ENDPOINT, 40, 0, 50, 5, COS_RIGHT_SIGNAL));
    assert_ok(RESULT(COS_OP_ENDPOINT, 40, 0, 51, 8, COS_RIGHT_SIGNAL));
    assert_error(RESULT(COS_OP_WAIT, 41, 0), AGAIN);
    assert_error(RESULT(COS_OP_WAIT, 41, COS_FOREVER), INVAL); /* no other thread could run */
    assert_ok(RESULT(COS_OP_SIGNAL, 50));
    assert_ok(RESULT(COS_OP_SIGNAL, 51));
    struct values v = SYS(COS_OP_WAIT, 41, COS_FOREVER);
    assert_ok(v.result);
    assert_int_equal(v.v[0], 13);
    let_wait(20);
    assert_error(RESULT(COS_OP_WAIT, 41, COS_FOREVER), BUSY); /* another thread waits there */
    assert_ok(RESULT(COS_OP_SIGNAL, 51));
    struct values refused = dispatch(20);
    assert_report(refused, COS_CAUSE_WOKEN, 0, 20);
    v = dispatch(20);
    assert_ok(v.result);
    assert_int_equal(v.v[0], 8);
}

static void deadlines_are_the_schedulers(void **state)
{
    (void)state;
    runners(1, (uint64_t[]){1});
    dispatch(20);
    struct values v = SYS(COS_OP_WAIT, EVENT, 4711);
    assert_report(v, COS_CAUSE_BLOCKED, 20, 0);
    assert_int_equal(v.v[1], 4711);
    assert_error(RESULT(COS_OP_THREAD_WAKE, 20, 256), INVAL);
    assert_ok(RESULT(COS_OP_THREAD_WAKE, 20, COS_ETIMEDOUT));
    v = dispatch(20);
    assert_error(v.result, TIMEDOUT);
    assert_int_equal(v.v[0], 0);
}

static void no_event_is_lost_before_a_dispatch(void **state)
{
    (void)state;
    runners(3, (uint64_t[]){3, 3, 3});
    let_wait(20);
    let_wait(24);
    assert_ok(RESULT(COS_OP_SIGNAL, 42));
    assert_ok(RESULT(COS_OP_SIGNAL, 41));
    assert_report(dispatch(28), COS_CAUSE_WOKEN, 0, 24);
    assert_report(SYS(COS_OP_IDLE, 0, COS_FOREVER), COS_CAUSE_WOKEN, 0, 20);
    dispatch(28);
    assert_report(SYS(COS_OP_YIELD, 0), COS_CAUSE_YIELD, 28, 0);
}

static void the_more_urgent_runs_at_once(void **state)
{
    (void)state;
    runners(3, (uint64_t[]){1, 2, 2});
    copy(41, 25, 2);
    copy(43, 25, 3);
    let_wait(20);
    let_wait(28);
    dispatch(24);
    assert_ok(RESULT(COS_OP_SIGNAL, 2)); /* less urgent: nothing happens yet */
    assert_ok(RESULT(COS_OP_SIGNAL, 3)); /* equally urgent */
    assert_report(SYS(COS_OP_YIELD, 0), COS_CAUSE_YIELD, 24, 28);
    assert_report(dispatch(20), COS_CAUSE_WOKEN, 0, 20);
}

static void preemption_by_an_event(void **state)
{
    (void)state;
    runners(2, (uint64_t[]){5, 1});
    copy(41, 25, 2);
    let_wait(20);
    dispatch(24);
    struct thread *low = cpu.thread;
    assert_report(SYS(COS_OP_SIGNAL, 2), COS_CAUSE_WOKEN, 24, 20);
    assert_int_equal(low->state, THREAD_READY);
    assert_ok(dispatch(20).result);
    assert_report(SYS(COS_OP_YIELD, 0), COS_CAUSE_YIELD, 20, 0);
    assert_ok(dispatch(24).result); /* its signal has succeeded */
}

/* Makes threads 20, 24, 28; the last one can signal the others. Dispatches it with a least priority
 * for a hand-off. */
static void with_hand_off(uint64_t least, uint64_t reported)
{
    runners(3, (uint64_t[]){5, 5, 5});
    copy(41, 29, 2);
    copy(42, 29, 3);
    assert_ok(RESULT(COS_OP_THREAD_SET, 20, 20, 5, reported));
    let_wait(20);
    let_wait(24);
    SYS(COS_OP_DISPATCH, 28, host.now + 100, least);
}

static void hand_off(void **state)
{
    (void)state;
    with_hand_off(5, 0);
    SYS(COS_OP_SIGNAL, 2);
    struct values v = SYS(COS_OP_WAIT, EVENT, COS_FOREVER);
    assert_int_equal(cpu.thread->cookie, 20);
    assert_ok(v.result);
    assert_int_equal(v.v[0], UINT64_MAX);
    world_time(100); /* time of the dispatch, not of the thread */
    assert_report(world_values(), COS_CAUSE_TIMER, 20, 0);
    assert_error(dispatch(28).result, BUSY);
    dispatch(20);
    assert_report(SYS(COS_OP_WAIT, EVENT, COS_FOREVER), COS_CAUSE_BLOCKED, 20, 0);
}

static void no_hand_off(void **state)
{
    (void)state;
    with_hand_off(6, 0);
    SYS(COS_OP_SIGNAL, 2);
    /* not urgent enough */
    assert_report(SYS(COS_OP_WAIT, EVENT, COS_FOREVER), COS_CAUSE_BLOCKED, 28, 20);
    assert_ok(RESULT(COS_OP_SIGNAL, 43));
    assert_report(SYS(COS_OP_DISPATCH, 28, COS_FOREVER, 5), COS_CAUSE_WOKEN, 0, 28);
    SYS(COS_OP_DISPATCH, 28, COS_FOREVER, 5);
    SYS(COS_OP_SIGNAL, 3);
    /* a deadline: the scheduler must know */
    assert_report(SYS(COS_OP_WAIT, EVENT, 5000), COS_CAUSE_BLOCKED, 28, 24);
    assert_ok(RESULT(COS_OP_SIGNAL, 43));
    assert_report(SYS(COS_OP_DISPATCH, 28, COS_FOREVER, 5), COS_CAUSE_WOKEN, 0, 28);
    dispatch(20);
    SYS(COS_OP_WAIT, EVENT, COS_FOREVER);
    dispatch(24);
    SYS(COS_OP_WAIT, EVENT, COS_FOREVER);
    SYS(COS_OP_DISPATCH, 28, COS_FOREVER, 5);
    SYS(COS_OP_SIGNAL, 2);
    SYS(COS_OP_SIGNAL, 3);
    /* two: there is a choice */
    assert_report(SYS(COS_OP_WAIT, EVENT, COS_FOREVER), COS_CAUSE_BLOCKED, 28, 20);
}

static void no_hand_off_to_a_reported_one(void **state)
{
    (void)state;
    with_hand_off(5, 1);
    SYS(COS_OP_SIGNAL, 2);
    assert_report(SYS(COS_OP_WAIT, EVENT, COS_FOREVER), COS_CAUSE_BLOCKED, 28, 20);
}

/* The scheduler keeps the deadline of the thread's wait, and must learn that this wait is over. */
static void no_hand_off_past_a_deadline(void **state)
{
    (void)state;
    runners(2, (uint64_t[]){5, 5});
    copy(41, 25, 2);
    dispatch(20);
    assert_report(SYS(COS_OP_WAIT, EVENT, 5000), COS_CAUSE_BLOCKED, 20, 0);
    SYS(COS_OP_DISPATCH, 24, COS_FOREVER, 5);
    SYS(COS_OP_SIGNAL, 2);
    assert_report(SYS(COS_OP_WAIT, EVENT, COS_FOREVER), COS_CAUSE_BLOCKED, 24, 20);
}

static void hand_off_to_the_dead(void **state)
{
    (void)state;
    with_hand_off(5, 0);
    SYS(COS_OP_YIELD, 0);
    assert_ok(RESULT(COS_OP_COMP_KILL, 21));
    SYS(COS_OP_DISPATCH, 28, COS_FOREVER, 5);
    SYS(COS_OP_SIGNAL, 2);
    assert_report(SYS(COS_OP_WAIT, EVENT, COS_FOREVER), COS_CAUSE_EXITED, 20, 0);
}

static void time_slices(void **state)
{
    (void)state;
    runners(1, (uint64_t[]){1});
    assert_int_equal(RESULT(COS_OP_DISPATCH, 20, host.now + 100), 0);
    world_time(50);
    assert_int_equal(cpu.thread->cookie, 20); /* it still runs */
    world_time(50);
    assert_report(world_values(), COS_CAUSE_TIMER, 20, 0);
    copy(20, 21, 2);
    copy(COS_BOOT_SLOT_THREAD, 21, 3);
    SYS(COS_OP_DISPATCH, 20, host.now + 100);
    assert_error(RESULT(COS_OP_DISPATCH_TIMER, 3, host.now + 10), INVAL); /* not its own dispatch */
    assert_ok(RESULT(COS_OP_DISPATCH_TIMER, 2, host.now + 1000));         /* later: ignored */
    assert_ok(RESULT(COS_OP_DISPATCH_TIMER, 2, host.now + 10));
    world_time(10);
    assert_report(world_values(), COS_CAUSE_TIMER, 20, 0);
    assert_error(RESULT(COS_OP_DISPATCH_TIMER, 20, 5), INVAL); /* not dispatched by this one */
}

static void idling(void **state)
{
    (void)state;
    runners(1, (uint64_t[]){1});
    assert_report(SYS(COS_OP_IDLE, 0, host.now + 10), COS_CAUSE_TIMER, 0, 0);
    let_wait(20);
    assert_ok(RESULT(COS_OP_IO_DERIVE, COS_BOOT_SLOT_IRQS, 50, 1, 1));
    assert_ok(RESULT(COS_OP_IRQ_BIND, 50, 41));
    host.pending_irq = 1 + 1;
    assert_report(SYS(COS_OP_IDLE, 0, 0), COS_CAUSE_WOKEN, 0, 20); /* also if it is over already */
    let_wait(20);
    host.idle_irq = 1 + 1;
    assert_report(SYS(COS_OP_IDLE, 0, host.now + 1000), COS_CAUSE_WOKEN, 0, 20);
}

/* A scheduler below the scheduler runs with interrupts off: they take effect when it leaves. */
static void interrupts_off_delay_the_preemption(void **state)
{
    (void)state;
    runners(1, (uint64_t[]){9});
    make_comp(50, COS_COMP_NOINTR);
    copy(41, 50, EVENT);
    make_runner(30, 31, 1);
    copy(52, 31, 2);
    let_wait(20);
    dispatch(30);
    struct thread *low = cpu.thread;
    SYS(COS_OP_CALL, 2);
    assert_ok(RESULT(COS_OP_SIGNAL, EVENT));
    assert_ptr_equal(cpu.thread, low);
    assert_report(SYS(COS_OP_RETURN, 0, 7), COS_CAUSE_WOKEN, 30, 20);
    assert_int_equal(low->regs.result, 7);
}

static void schedulers_nest(void **state)
{
    (void)state;
    make_comp(50, COS_COMP_NOINTR);
    make_thread(53, 50);
    runners(1, (uint64_t[]){1});
    copy(20, 50, 20);
    struct thread *top = cpu.thread, *middle = thread_in(53), *t = thread_in(20);
    dispatch(53);
    dispatch(20);
    assert_ptr_equal(cpu.thread, t);
    assert_int_equal(thread_frame(top)->refs, 1);
    assert_int_equal(thread_frame(middle)->refs, 1);
    assert_report(SYS(COS_OP_YIELD, 0), COS_CAUSE_YIELD, 20, 0);
    assert_ptr_equal(cpu.thread, middle);
    dispatch(20);
    SYS(COS_OP_RETURN, 0);
    assert_report(SYS(COS_OP_RETURN, 0), COS_CAUSE_EXITED, 0, 0);
    assert_ptr_equal(cpu.thread, top);
}

/* The kernel would have to end all nested dispatches at once, one step each. */
static void nesting_of_schedulers_is_bounded(void **state)
{
    (void)state;
    make_comp(50, COS_COMP_NOINTR);
    int64_t result = 0;
    unsigned depth = 0;
    for (; depth < 20; depth++) {
        assert_ok(RESULT(COS_OP_MAKE_THREAD, WORLD_RAM, new_page(), 20 + depth, 50, ENTRY, depth));
        copy(20 + depth, 50, 20 + depth);
    }
    for (depth = 0; depth < 20 && result == 0; depth++)
        result = dispatch(20 + depth).result;
    assert_error(result, DEPTH);
    assert_true(depth > 4 && depth < 12);
}

static void woken_threads_end(void **state)
{
    (void)state;
    uint64_t page[3];
    make_endpoints(40);
    make_comp(21, 0);
    for (unsigned i = 0; i < 3; i++) {
        page[i] = make_thread(30 + i, 21);
        assert_ok(RESULT(COS_OP_THREAD_SET, 30 + i, 30 + i, 1));
        assert_ok(RESULT(COS_OP_ENDPOINT, 40, i, 41 + i, 1, COS_RIGHT_ALL));
        copy(41 + i, 21, EVENT + i);
        dispatch(30 + i);
        SYS(COS_OP_WAIT, EVENT + i, COS_FOREVER);
    }
    for (unsigned i = 0; i < 3; i++)
        assert_ok(RESULT(COS_OP_SIGNAL, 41 + i));
    assert_ok(RESULT(COS_OP_RECLAIM, WORLD_RAM, page[1])); /* from the middle, then the last one */
    assert_null(world_inconsistent());
    assert_ok(RESULT(COS_OP_RECLAIM, WORLD_RAM, page[2]));
    assert_null(world_inconsistent());
    assert_report(dispatch(30), COS_CAUSE_WOKEN, 0, 30);
    assert_ok(dispatch(30).result);
}

/* Revoking the capabilities to a scheduler's thread changes nothing for the threads that it has
 * dispatched. */
/* Otherwise its holder could freeze it inside another component, with that component's stack and
 * lock. */
static void threads_are_not_revoked(void **state)
{
    (void)state;
    runners(1, (uint64_t[]){1});
    copy(COS_BOOT_SLOT_THREAD, 21, 2);
    copy(20, 21, 3);
    dispatch(20);
    assert_error(RESULT(COS_OP_REVOKE, 2), INVAL);
    assert_error(RESULT(COS_OP_REVOKE, 3), INVAL);
    SYS(COS_OP_YIELD, 0);
    assert_error(RESULT(COS_OP_REVOKE, 20), INVAL);
    dispatch(20);
}

/* A thread in another component, or called from one, comes back before the kernel reclaims it. */
static void threads_abroad_are_not_reclaimed(void **state)
{
    (void)state;
    make_comp(50, 0);
    make_comp(60, 0);
    copy(62, 50, 2);
    copy(52, 60, 2);
    uint64_t page = make_thread(53, 50);
    SYS(COS_OP_DISPATCH, 53, COS_FOREVER);
    SYS(COS_OP_CALL, 2);
    SYS(COS_OP_YIELD, 0);
    assert_error(RESULT(COS_OP_RECLAIM, WORLD_RAM, page), BUSY);
    SYS(COS_OP_DISPATCH, 53, COS_FOREVER);
    SYS(COS_OP_CALL, 2); /* at home, but called from there */
    SYS(COS_OP_YIELD, 0);
    assert_error(RESULT(COS_OP_RECLAIM, WORLD_RAM, page), BUSY);
    assert_ok(RESULT(COS_OP_COMP_KILL, 60));
    assert_ok(RESULT(COS_OP_RECLAIM, WORLD_RAM, page)); /* no part of it is elsewhere now */
}

/* All its callers have died, so it ends where it is: the kernel need not keep it. */
static void ended_threads_are_reclaimed(void **state)
{
    (void)state;
    make_comp(50, 0);
    make_comp(60, 0);
    copy(62, 50, 2);
    uint64_t page = make_thread(53, 50);
    SYS(COS_OP_DISPATCH, 53, COS_FOREVER);
    SYS(COS_OP_CALL, 2);
    SYS(COS_OP_YIELD, 0);
    assert_ok(RESULT(COS_OP_COMP_KILL, 50));
    assert_error(RESULT(COS_OP_RECLAIM, WORLD_RAM, page), BUSY);
    SYS(COS_OP_DISPATCH, 53, COS_FOREVER);
    SYS(COS_OP_RETURN, 0);
    assert_ok(RESULT(COS_OP_RECLAIM, WORLD_RAM, page));
}

/* The threads that a dead scheduler left queued go to another scheduler. */
static void scheduler_ends_with_a_queue(void **state)
{
    (void)state;
    make_comp(50, COS_COMP_NOINTR);
    uint64_t page = make_thread(53, 50);
    runners(2, (uint64_t[]){1, 1});
    copy(20, 50, 20);
    copy(24, 50, 24);
    dispatch(53);
    dispatch(20);
    SYS(COS_OP_WAIT, EVENT, COS_FOREVER);
    dispatch(24);
    SYS(COS_OP_WAIT, EVENT, COS_FOREVER);
    SYS(COS_OP_YIELD, 0);
    assert_ok(RESULT(COS_OP_SIGNAL, 41));
    assert_ok(RESULT(COS_OP_SIGNAL, 42));
    assert_ok(RESULT(COS_OP_RECLAIM, WORLD_RAM, page));
    assert_ok(dispatch(20).result);
    assert_report(SYS(COS_OP_WAIT, EVENT, COS_FOREVER), COS_CAUSE_BLOCKED, 20, 0);
    assert_ok(RESULT(COS_OP_SIGNAL, 41));
    assert_report(dispatch(24), COS_CAUSE_WOKEN, 0, 20);
    assert_ok(dispatch(24).result);
}

static void endpoints_end_and_wake_all(void **state)
{
    (void)state;
    uint64_t page = make_endpoints(40);
    make_comp(21, 0);
    for (unsigned i = 0; i < 8; i++) {
        make_thread(30 + i, 21);
        assert_ok(RESULT(COS_OP_THREAD_SET, 30 + i, 30 + i, i));
        assert_ok(RESULT(COS_OP_ENDPOINT, 40, i, 50 + i, 1, COS_RIGHT_ALL));
        copy(50 + i, 21, EVENT + i);
        dispatch(30 + i);
        SYS(COS_OP_WAIT, EVENT + i, COS_FOREVER);
    }
    make_runner(20, 24, 3);
    copy(WORLD_RAM, 24, 1);
    dispatch(20); /* less urgent than the last four */
    struct values v = SYS(COS_OP_RECLAIM, 1, page);
    assert_report(v, COS_CAUSE_WOKEN, 20, 34);
    for (unsigned i = 37; i >= 30; i -= i == 35 ? 2 : 1)
        assert_report(SYS(COS_OP_IDLE, 0, COS_FOREVER), COS_CAUSE_WOKEN, 0, i);
    for (unsigned i = 0; i < 8; i++)
        assert_error((int64_t)thread_in(30 + i)->regs.result, DEAD);
    assert_ok(dispatch(20).result);
}

static void signal_by_thread(void **state)
{
    (void)state;
    runners(2, (uint64_t[]){1, 1});
    assert_error(RESULT(COS_OP_THREAD_SIGNAL, 20, 4), NOENT);
    assert_ok(RESULT(COS_OP_THREAD_BIND, 20, 41));
    assert_error(RESULT(COS_OP_THREAD_BIND, 24, 41), BUSY);
    assert_ok(RESULT(COS_OP_THREAD_SIGNAL, 20, 4));
    dispatch(20);
    struct values v = SYS(COS_OP_WAIT, EVENT, 0);
    assert_ok(v.result);
    assert_int_equal(v.v[0], 4);
}

UNIT_MAIN(UNIT_TEST(dispatch_yield_exit), UNIT_TEST(dispatch_refuses),
          UNIT_TEST(only_schedulers_set_priority_and_cookie), UNIT_TEST(events_are_bits),
          UNIT_TEST(deadlines_are_the_schedulers), UNIT_TEST(no_event_is_lost_before_a_dispatch),
          UNIT_TEST(the_more_urgent_runs_at_once), UNIT_TEST(preemption_by_an_event),
          UNIT_TEST(hand_off), UNIT_TEST(no_hand_off), UNIT_TEST(no_hand_off_to_a_reported_one),
          UNIT_TEST(no_hand_off_past_a_deadline), UNIT_TEST(hand_off_to_the_dead),
          UNIT_TEST(time_slices), UNIT_TEST(idling), UNIT_TEST(interrupts_off_delay_the_preemption),
          UNIT_TEST(schedulers_nest), UNIT_TEST(nesting_of_schedulers_is_bounded),
          UNIT_TEST(woken_threads_end), UNIT_TEST(threads_are_not_revoked),
          UNIT_TEST(threads_abroad_are_not_reclaimed), UNIT_TEST(ended_threads_are_reclaimed),
          UNIT_TEST(scheduler_ends_with_a_queue), UNIT_TEST(endpoints_end_and_wake_all),
          UNIT_TEST(signal_by_thread))
