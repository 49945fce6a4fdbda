/* SPDX-License-Identifier: BSD-2-Clause */
/* Faults: the call to the handler, resuming, unwinding, nesting, and what other components can see
 * of a fault. */
#include "unit.h"

#define OTHER 2 /* slot of a gate in a component's own table */
#define SELF  3 /* slot of the thread in table 24 */

/* Makes component 20 the handler of component 24's faults. 20 handles the faults of component 28
 * too, which 24 can call. A thread of 24, in slot 40, runs. */
static void handled(uint64_t flags)
{
    make_comp(20, 0);
    make_comp(24, flags);
    make_comp(28, 0);
    assert_ok(RESULT(COS_OP_COMP_FAULT, 24, 22));
    assert_ok(RESULT(COS_OP_COMP_FAULT, 28, 22));
    copy(30, 24, OTHER);
    copy(30, 20, OTHER);
    make_thread(40, 24);
    SYS(COS_OP_DISPATCH, 40, COS_FOREVER);
}

static void assert_handler_runs(uint64_t cause, uint64_t address, uint64_t code, uint64_t ip)
{
    const struct regs *r = &cpu.thread->regs;
    const uint64_t args[6] = {cause, address, code, ip, 20, 40};
    assert_int_equal(cpu.component->id, 20);
    for (unsigned i = 0; i < 6; i++)
        assert_int_equal(r->args[i], args[i]);
    for (unsigned i = 0; i < HOST_SAVED; i++)
        assert_int_equal(r->saved[i], 0);
    assert_int_equal(r->sp, 0);
}

static void resume_restores_everything(void **state)
{
    (void)state;
    handled(0);
    struct regs before, *r = &cpu.thread->regs;
    for (unsigned i = 0; i < COS_REG_RIP; i++)
        *regs_register(r, i) = 100 + i;
    before = *r;
    world_fault(COS_FAULT_PAGE, 0x1000, 7);
    assert_handler_runs(COS_FAULT_PAGE, 0x1000, 7, ENTRY);
    SYS(COS_OP_RETURN, 0, COS_RESUME, 5, 6);
    assert_memory_equal(&before, r, sizeof before);
    assert_int_equal(cpu.component->id, 24);
}

static void handler_reads_and_repairs(void **state)
{
    (void)state;
    handled(0);
    struct regs *r = &cpu.thread->regs;
    r->args[0] = 0x77;
    world_fault(COS_FAULT_PROTECTION, 0, 0);
    assert_int_equal(SYS(COS_OP_THREAD_READ, 0, COS_REG_RDI).v[0], 0x77);
    assert_int_equal(SYS(COS_OP_THREAD_READ, 0, COS_REG_RIP).v[0], ENTRY);
    assert_error(RESULT(COS_OP_THREAD_READ, 0, COS_REGS), INVAL);
    assert_error(RESULT(COS_OP_THREAD_WRITE, 0, COS_REG_FSBASE, 1), INVAL);
    assert_error(RESULT(COS_OP_THREAD_WRITE, 0, COS_REG_RIP, COS_USER_TOP), INVAL);
    assert_ok(RESULT(COS_OP_THREAD_WRITE, 0, COS_REG_RIP, ENTRY + 2));
    assert_ok(RESULT(COS_OP_THREAD_WRITE, 0, COS_REG_R8, 8));
    assert_ok(RESULT(COS_OP_THREAD_WRITE, 0, COS_REG_RFLAGS, 0xff00));
    SYS(COS_OP_CALL, OTHER); /* a component that the handler calls is no handler */
    assert_error(RESULT(COS_OP_THREAD_READ, 0, COS_REG_RDI), NOENT);
    SYS(COS_OP_RETURN, 0);
    SYS(COS_OP_RETURN, 0, COS_RESUME);
    assert_int_equal(r->ip, ENTRY + 2);
    assert_int_equal(r->args[3], 8);
    assert_int_equal(r->flags, 0xff00 | HOST_FLAGS_ON);
    assert_error(RESULT(COS_OP_THREAD_READ, 0, COS_REG_RDI), NOENT);
}

static void unwinding(void **state)
{
    (void)state;
    handled(0);
    SYS(COS_OP_CALL, OTHER);
    world_fault(COS_FAULT_DIVIDE, 0, 0);
    assert_error(RESULT(COS_OP_RETURN, 0, COS_UNWIND), DEAD);
    assert_int_equal(cpu.component->id, 24);
    assert_int_equal(cpu.thread->fault_depth, 0);
    world_fault(COS_FAULT_DIVIDE, 0, 0);
    assert_int_equal(RESULT(COS_OP_RETURN, 0, COS_UNWIND), COS_CAUSE_EXITED);
}

/* The handler handles its own faults as often as there is room. Then it ends, and its watchers get
 * their event. */
static void nesting_is_bounded(void **state)
{
    (void)state;
    handled(0);
    SYS(COS_OP_YIELD, 0);
    make_endpoints(50);
    assert_ok(RESULT(COS_OP_COMP_FAULT, 20, 22, 50));
    SYS(COS_OP_DISPATCH, 40, COS_FOREVER);
    for (unsigned i = 0; i < COS_FAULT_DEPTH_OWN; i++) {
        world_fault(COS_FAULT_OPCODE, 0, i);
        assert_handler_runs(COS_FAULT_OPCODE, 0, i, ENTRY);
    }
    world_fault(COS_FAULT_OPCODE, 0, 0);
    assert_int_equal(world_values().result, COS_CAUSE_EXITED);
    assert_null(world_cap(20));
    assert_true(cap_slot(cpu.component, 20)->component->dead);
    assert_int_equal(SYS(COS_OP_WAIT, 50, 0).v[0], UINT64_MAX);
}

/* A thread arrives with as many faults as it can nest. The supervisor of the component that it
 * enters still learns of that component's fault. */
static void a_caller_hides_no_fault(void **state)
{
    (void)state;
    handled(0);
    SYS(COS_OP_YIELD, 0);
    make_comp(55, COS_COMP_ROOT);
    make_endpoints(50);
    assert_ok(RESULT(COS_OP_COMP_FAULT, 20, 22)); /* its own faults, as often as it likes */
    assert_ok(RESULT(COS_OP_COMP_FAULT, 28, 57, 50));
    copy(30, 55, OTHER);
    SYS(COS_OP_DISPATCH, 40, COS_FOREVER);
    for (unsigned i = 0; i < COS_FAULT_DEPTH_OWN; i++)
        world_fault(COS_FAULT_OPCODE, 0, 0);
    for (unsigned depth = 1 + COS_FAULT_DEPTH_OWN; depth < COS_CALL_DEPTH + 1; depth++)
        SYS(COS_OP_CALL, OTHER);
    assert_int_equal(cpu.component->id, 28);
    world_fault(COS_FAULT_PAGE, 1, 2);
    assert_int_equal(cpu.component->id, 55); /* the root component's handler runs, */
    SYS(COS_OP_CALL, OTHER);                 /* calls others, */
    assert_int_equal(cpu.component->id, 28);
    world_fault(COS_FAULT_PAGE, 1, 2); /* and handles their faults */
    assert_int_equal(cpu.component->id, 55);
}

#define SELF_CALL  4 /* slots in table 24: a gate to itself, */
#define SELF_COMP  5 /* itself, */
#define SUPERVISOR 6 /* and a gate to a root component */

/* Component 24, which handles its own faults, calls itself `calls` times and then faults `faults`
 * times. */
static void nested(unsigned calls, unsigned faults)
{
    handled(0);
    SYS(COS_OP_YIELD, 0);
    make_comp(55, COS_COMP_ROOT);
    copy(30, 55, OTHER);
    copy(26, 24, SELF_CALL);
    copy(24, 24, SELF_COMP);
    copy(57, 24, SUPERVISOR);
    assert_ok(RESULT(COS_OP_COMP_FAULT, 24, 26));
    SYS(COS_OP_DISPATCH, 40, COS_FOREVER);
    for (unsigned i = 0; i < calls; i++)
        SYS(COS_OP_CALL, SELF_CALL);
    for (unsigned i = 0; i < faults; i++) {
        assert_int_equal(cpu.component->id, 24);
        world_fault(COS_FAULT_OPCODE, 0, 0);
    }
}

/* A component's own faults take no call frame from the handlers of its last fault. */
static void own_faults_leave_room_for_calls(void **state)
{
    (void)state;
    nested(COS_CALL_DEPTH - COS_FAULT_DEPTH_OWN, COS_FAULT_DEPTH_OWN);
    assert_ok(RESULT(COS_OP_COMP_FAULT, SELF_COMP, SUPERVISOR));
    world_fault(COS_FAULT_OPCODE, 0, 0);
    assert_int_equal(cpu.component->id, 55);
    SYS(COS_OP_CALL, OTHER);
    assert_int_equal(cpu.component->id, 28);
}

static void own_faults_do_not_take_that_room(void **state)
{
    (void)state;
    nested(COS_CALL_DEPTH, 1);
    assert_int_equal(world_values().result, COS_CAUSE_EXITED); /* it has ended */
    assert_null(world_cap(24));
}

static void without_a_handler(void **state)
{
    (void)state;
    make_comp(20, 0);
    make_thread(40, 20);
    SYS(COS_OP_DISPATCH, 40, COS_FOREVER);
    world_fault(COS_FAULT_OPCODE, 0, 0);
    assert_int_equal(world_values().result, COS_CAUSE_EXITED);
}

static void handler_dies(void **state)
{
    (void)state;
    handled(0);
    SYS(COS_OP_CALL, OTHER);
    world_fault(COS_FAULT_OPCODE, 0, 0);
    SYS(COS_OP_YIELD, 0);
    assert_ok(RESULT(COS_OP_COMP_KILL, 20));
    /* the faulting component is left too */
    assert_error(RESULT(COS_OP_DISPATCH, 40, COS_FOREVER), DEAD);
    assert_int_equal(cpu.component->id, 24);
    world_fault(COS_FAULT_OPCODE, 0, 0); /* it has no handler any more */
    assert_int_equal(world_values().result, COS_CAUSE_EXITED);
}

static void the_faulting_one_dies(void **state)
{
    (void)state;
    handled(0);
    SYS(COS_OP_CALL, OTHER);
    world_fault(COS_FAULT_OPCODE, 0, 0);
    SYS(COS_OP_YIELD, 0);
    assert_ok(RESULT(COS_OP_COMP_KILL, 28));
    SYS(COS_OP_DISPATCH, 40, COS_FOREVER);
    assert_int_equal(cpu.component->id, 20);
    assert_error(RESULT(COS_OP_RETURN, 0, COS_RESUME), DEAD);
    assert_int_equal(cpu.component->id, 24);
}

/* The contents that a callee left in the vector registers go with it, even if its caller, which
 * handles no faults, ends meanwhile. */
static void unwinding_past_vector_registers(void **state)
{
    (void)state;
    handled(COS_COMP_FPU);
    SYS(COS_OP_YIELD, 0);
    make_comp(44, COS_COMP_FPU);
    assert_ok(RESULT(COS_OP_COMP_FAULT, 44, 22));
    copy(46, 28, OTHER);
    copy(46, 24, SELF);
    SYS(COS_OP_DISPATCH, 40, COS_FOREVER);
    for (unsigned way = 0; way < 2; way++) {
        host_vector_use(cpu.thread);
        SYS(COS_OP_CALL, way ? OTHER : SELF); /* 44 at once, or by way of 28 */
        if (way)
            SYS(COS_OP_CALL, OTHER);
        assert_int_equal(cpu.component->id, 44);
        assert_int_equal(host_vector(cpu.thread), 0);
        host_vector_use(cpu.thread);
        world_fault(COS_FAULT_OPCODE, 0, 0);
        assert_int_equal(host_vector(cpu.thread), 0);
        if (way) {
            SYS(COS_OP_YIELD, 0);
            assert_ok(RESULT(COS_OP_COMP_KILL, 28));
            SYS(COS_OP_DISPATCH, 40, COS_FOREVER);
        }
        assert_error(RESULT(COS_OP_RETURN, 0, COS_UNWIND), DEAD);
        assert_int_equal(cpu.component->id, 24);
        assert_true(!host_vector(cpu.thread) ||
                    host_vector(cpu.thread) == host_vector_of(cpu.component));
    }
}

static void denied_in_a_strict_component(void **state)
{
    (void)state;
    handled(COS_COMP_STRICT);
    SYS(COS_OP_SIGNAL, 9, 1, 2, 3, 4, 5, 6);
    assert_handler_runs(COS_FAULT_DENIED, 9, COS_SYSCALL(COS_OP_SIGNAL, 9), ENTRY);
    assert_int_equal(SYS(COS_OP_THREAD_READ, 0, COS_REG_RDX).v[0], 3);
    assert_int_equal(SYS(COS_OP_THREAD_READ, 0, COS_REG_R9).v[0], 0); /* as after any system call */
    assert_error(RESULT(COS_OP_RETURN, 0, COS_RESUME), DENIED);
}

static void an_ended_object_in_a_strict_component(void **state)
{
    (void)state;
    uint64_t page = new_page();

    handled(COS_COMP_STRICT);
    SYS(COS_OP_YIELD, 0);
    assert_ok(RESULT(COS_OP_MAKE_ENDPOINTS, WORLD_RAM, page, 50));
    copy(50, 24, 9);
    assert_ok(RESULT(COS_OP_RECLAIM, WORLD_RAM, page));
    SYS(COS_OP_DISPATCH, 40, COS_FOREVER);
    assert_error(RESULT(COS_OP_SIGNAL, 9), DENIED); /* no fault */
    assert_int_equal(cpu.component->id, 24);
    SYS(COS_OP_CALL, 9); /* but any other use of it is a fault */
    assert_handler_runs(COS_FAULT_DENIED, 9, COS_SYSCALL(COS_OP_CALL, 9), ENTRY);
}

/* Some CPUs report a jump to a non-canonical address at its target: resuming there would be a fault
 * of the kernel. */
static void nowhere_is_no_place_to_resume(void **state)
{
    (void)state;
    handled(0);
    cpu.thread->regs.ip = COS_USER_TOP + COS_PAGE_SIZE;
    world_fault(COS_FAULT_PROTECTION, 0, 0);
    assert_int_equal(RESULT(COS_OP_RETURN, 0, COS_RESUME), COS_CAUSE_EXITED);
}

static void a_full_stack_can_still_fault(void **state)
{
    (void)state;
    handled(0);
    SYS(COS_OP_YIELD, 0);
    make_comp(55, COS_COMP_ROOT);
    copy(26, 28, OTHER);
    copy(30, 55, OTHER);
    assert_ok(RESULT(COS_OP_COMP_FAULT, 24, 57));
    SYS(COS_OP_DISPATCH, 40, COS_FOREVER);
    for (unsigned i = 0; i < COS_CALL_DEPTH; i++)
        SYS(COS_OP_CALL, OTHER);
    world_fault(COS_FAULT_OPCODE, 0, 0);
    assert_int_equal(cpu.component->id, 55);
    SYS(COS_OP_CALL, OTHER); /* and a root component's handler can call other components, */
    assert_int_equal(cpu.component->id, 28);
    SYS(COS_OP_CALL, OTHER); /* which cannot */
    assert_int_equal(cpu.thread->regs.result, -(int64_t)COS_EDEPTH);
}

/* The holder of a thread may read faults of the thread's own component, not those of components
 * that it called. */
static void a_fault_of_a_callee_is_its_own_affair(void **state)
{
    (void)state;
    handled(0);
    world_fault(COS_FAULT_OPCODE, 0, 0);
    SYS(COS_OP_YIELD, 0);
    assert_int_equal(SYS(COS_OP_THREAD_READ, 40, COS_REG_RIP).v[0], ENTRY);
    assert_ok(RESULT(COS_OP_THREAD_WRITE, 40, COS_REG_RIP, ENTRY + 4));
    SYS(COS_OP_DISPATCH, 40, COS_FOREVER);
    assert_error(RESULT(COS_OP_THREAD_READ, 40, COS_REG_RIP), DENIED);
    SYS(COS_OP_RETURN, 0, COS_RESUME);
    assert_int_equal(cpu.thread->regs.ip, ENTRY + 4);
    SYS(COS_OP_CALL, OTHER);
    world_fault(COS_FAULT_OPCODE, 0, 0);
    SYS(COS_OP_YIELD, 0);
    assert_error(RESULT(COS_OP_THREAD_READ, 40, COS_REG_RIP), DENIED);
    assert_error(RESULT(COS_OP_THREAD_WRITE, 40, COS_REG_RIP, ENTRY + 4), DENIED);
}

static void a_thread_without_a_fault(void **state)
{
    (void)state;
    handled(0);
    SYS(COS_OP_YIELD, 0);
    assert_error(RESULT(COS_OP_THREAD_READ, 40, COS_REG_RIP), NOENT);
    assert_error(RESULT(COS_OP_THREAD_READ, 40, COS_REGS), INVAL);
    copy(40, 24, SELF);
    assert_ok(RESULT(COS_OP_COMP_FAULT, 24, 26)); /* handles its own */
    SYS(COS_OP_DISPATCH, 40, COS_FOREVER);
    world_fault(COS_FAULT_OPCODE, 0, 0);
    /* the running thread: by slot 0 */
    assert_error(RESULT(COS_OP_THREAD_READ, SELF, COS_REG_RIP), BUSY);
    assert_ok(RESULT(COS_OP_THREAD_READ, 0, COS_REG_RIP));
}

UNIT_MAIN(UNIT_TEST(resume_restores_everything), UNIT_TEST(handler_reads_and_repairs),
          UNIT_TEST(unwinding), UNIT_TEST(unwinding_past_vector_registers),
          UNIT_TEST(nesting_is_bounded), UNIT_TEST(a_caller_hides_no_fault),
          UNIT_TEST(own_faults_leave_room_for_calls), UNIT_TEST(own_faults_do_not_take_that_room),
          UNIT_TEST(without_a_handler), UNIT_TEST(handler_dies), UNIT_TEST(the_faulting_one_dies),
          UNIT_TEST(denied_in_a_strict_component), UNIT_TEST(an_ended_object_in_a_strict_component),
          UNIT_TEST(nowhere_is_no_place_to_resume), UNIT_TEST(a_full_stack_can_still_fault),
          UNIT_TEST(a_fault_of_a_callee_is_its_own_affair), UNIT_TEST(a_thread_without_a_fault))
