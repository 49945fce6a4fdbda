/* SPDX-License-Identifier: BSD-2-Clause */
/* vCPU: clients, upcalls, the component's own fault handler, and the owner of the vCPU page. */
#include "unit.h"

#define ROOT   1 /* slots in the component's own table: a client's page table, */
#define EVENT  2 /* the bound endpoint, */
#define OTHER  3 /* a gate into component 28, */
#define THREAD 4 /* the thread, */
#define REGION 5 /* the region of all RAM */

static struct cos_vcpu *page;
static uint64_t page_number, root_page;

/* Makes component 24 with a thread in slot 40, bound to endpoint 0 of the page in slot 50 and to a
 * vCPU page; it runs. */
static void bound(void)
{
    make_comp(24, COS_COMP_FPU);
    make_comp(28, 0);
    make_thread(40, 24);
    make_endpoints(50);
    root_page = new_page();
    assert_ok(RESULT(COS_OP_MAKE_PAGETABLE, WORLD_RAM, root_page, 51, 1));
    page_number = new_page();
    page = frame_memory(page_frame(page_number));
    copy(51, 24, ROOT);
    copy(50, 24, EVENT);
    copy(30, 24, OTHER);
    copy(40, 24, THREAD);
    copy(WORLD_RAM, 24, REGION);
    assert_ok(RESULT(COS_OP_THREAD_BIND, 40, 50, WORLD_RAM, page_number));
    SYS(COS_OP_DISPATCH, 40, COS_FOREVER);
}

static void enter(void)
{
    page->client.rip = 0x7000;
    page->client.rax = 0xaa;
    SYS(COS_OP_VCPU_ENTER, ROOT);
    assert_ptr_equal(cpu.client, page_frame(root_page));
    assert_int_equal(cpu.thread->regs.ip, 0x7000);
}

static void binding_checks_its_arguments(void **state)
{
    (void)state;
    make_comp(24, 0);
    make_thread(40, 24);
    uint64_t endpoints = make_endpoints(50);
    assert_error(RESULT(COS_OP_THREAD_BIND, 40, 40, 0, 0), DENIED);
    assert_error(RESULT(COS_OP_THREAD_BIND, 40, 50, 40, 0), DENIED);
    assert_error(RESULT(COS_OP_THREAD_BIND, 40, 50, WORLD_RAM, endpoints), INVAL);
    assert_error(RESULT(COS_OP_THREAD_BIND, 40, 50, WORLD_RAM, UINT64_MAX), INVAL);
    assert_error(RESULT(COS_OP_THREAD_BIND, 40, 50, COS_BOOT_SLOT_DEVICE, 1), INVAL);
    uint64_t first = new_page(), second = new_page();
    assert_ok(RESULT(COS_OP_THREAD_BIND, 40, 50, WORLD_RAM, first));
    assert_error(RESULT(COS_OP_RECLAIM, WORLD_RAM, first), BUSY);
    assert_error(RESULT(COS_OP_MAKE_ENDPOINTS, WORLD_RAM, first, 60), BUSY);
    assert_ok(RESULT(COS_OP_THREAD_BIND, 40, 50, WORLD_RAM, second));
    assert_ok(RESULT(COS_OP_RECLAIM, WORLD_RAM, first));
    assert_ok(RESULT(COS_OP_THREAD_BIND, 40, 50, 0, 0));
    assert_ok(RESULT(COS_OP_RECLAIM, WORLD_RAM, second));
    assert_ok(RESULT(COS_OP_RECLAIM, WORLD_RAM, endpoints));
    assert_null(thread_in(40)->bound);
}

static void client_system_call(void **state)
{
    (void)state;
    bound();
    cpu.thread->regs.ip = 0x1111;
    cpu.thread->regs.sp = 0x2222;
    enter();
    assert_int_equal(cpu.thread->regs.result, 0xaa);
    cpu.thread->regs.args[4] = 0x99;
    world_client_syscall();
    assert_int_equal(cpu.thread->regs.result, COS_EXIT_SYSCALL);
    assert_int_equal(cpu.thread->regs.ip, 0x1111);
    assert_int_equal(cpu.thread->regs.sp, 0x2222);
    assert_int_equal(page->client.r9, 0x99);
}

static void client_fault(void **state)
{
    (void)state;
    bound();
    enter();
    world_fault(COS_FAULT_PAGE, 0x1234, 6);
    assert_int_equal(cpu.thread->regs.result, COS_FAULT_PAGE);
    assert_int_equal(page->cause, COS_FAULT_PAGE);
    assert_int_equal(page->address, 0x1234);
    assert_int_equal(page->code, 6);
    assert_int_equal(page->client.rip, 0x7000);
    assert_null(cpu.client);
}

static void entering_is_refused(void **state)
{
    (void)state;
    bound();
    page->client.rip = COS_USER_TOP;
    assert_int_equal(RESULT(COS_OP_VCPU_ENTER, ROOT), COS_FAULT_PROTECTION);
    assert_error(RESULT(COS_OP_VCPU_ENTER, EVENT), DENIED);
    page->client.rip = 0x7000;
    assert_ok(RESULT(COS_OP_SIGNAL, EVENT));
    assert_int_equal(RESULT(COS_OP_VCPU_ENTER, ROOT), COS_EXIT_EVENT);
    assert_ok(RESULT(COS_OP_WAIT, EVENT, 0));
    WHILE_PREEMPTED(copy(25, 24, 9));
    assert_error(RESULT(COS_OP_VCPU_ENTER, 9), INVAL); /* a component's own page table */
    WHILE_PREEMPTED({
        copy(51, 28, ROOT);
        assert_ok(RESULT(COS_OP_CAP_COPY, 51, 28, EVENT, 0, 0));
    });
    SYS(COS_OP_CALL, OTHER);
    assert_error(RESULT(COS_OP_VCPU_ENTER, ROOT), INVAL);   /* the page is not this component's */
    assert_error(RESULT(COS_OP_VCPU_ENTER, EVENT), DENIED); /* no right to write */
}

/* The scheduler's deadline passes while the client runs. */
static void preempt(void)
{
    cpu.thread->parent->deadline = host.now;
    host.armed = host.now;
    world_time(0);
    assert_int_equal(cpu.component->id, 0);
}

static void event_ends_an_entry(void **state)
{
    (void)state;
    bound();
    enter();
    preempt();
    assert_ok(RESULT(COS_OP_SIGNAL, 50));
    SYS(COS_OP_DISPATCH, 40, COS_FOREVER);
    assert_null(cpu.client);
    assert_int_equal(cpu.thread->regs.result, COS_EXIT_EVENT);
    assert_int_equal(page->client.rip, 0x7000);
    assert_ok(RESULT(COS_OP_WAIT, EVENT, 0));
}

static void client_goes_on_after_preemption(void **state)
{
    (void)state;
    bound();
    enter();
    cpu.thread->regs.args[5] = 0x123;
    preempt();
    SYS(COS_OP_DISPATCH, 40, COS_FOREVER);
    assert_ptr_equal(cpu.client, page_frame(root_page));
    assert_int_equal(cpu.thread->regs.args[5], 0x123);
}

static void inspection_ends_the_entry(void **state)
{
    (void)state;
    bound();
    cpu.thread->regs.ip = 0x1111;
    enter();
    cpu.thread->regs.args[4] = 0x99;
    preempt();
    struct values v = SYS(COS_OP_THREAD_INSPECT, 40, 24, 0, COS_REG_RIP);
    assert_int_equal(v.result, COS_INSPECTED_CLIENT);
    assert_int_equal(v.v[0], 0x1111);
    assert_int_equal(RESULT(COS_OP_THREAD_INSPECT, 40, 24, 0, 0), COS_INSPECTED_READY);
    assert_int_equal(page->client.rip, 0x7000);
    assert_int_equal(page->client.r9, 0x99);
    SYS(COS_OP_DISPATCH, 40, COS_FOREVER);
    assert_null(cpu.client);
    assert_int_equal(cpu.thread->regs.result, COS_EXIT_EVENT);
}

static void breakpoints_are_on_in_the_client(void **state)
{
    (void)state;
    bound();
    page->debug_control = 0xd0001;
    enter();
    assert_int_equal(host.debug, 0xd0001);
    preempt();
    assert_int_equal(host.debug, 0);
    SYS(COS_OP_DISPATCH, 40, COS_FOREVER);
    assert_int_equal(host.debug, 0xd0001);
    world_client_syscall();
    assert_int_equal(host.debug, 0);
    enter();
    world_fault(COS_FAULT_DEBUG, 1, 0);
    assert_int_equal(page->address, 1);
    assert_int_equal(host.debug, 0);
    enter();
    preempt();
    assert_ok(RESULT(COS_OP_SIGNAL, 50));
    SYS(COS_OP_DISPATCH, 40, COS_FOREVER);
    assert_int_equal(host.debug, 0);
    assert_ok(RESULT(COS_OP_WAIT, EVENT, 0));
    page->debug_control = 0;
    enter();
    assert_int_equal(host.debug, 0);
}

static void client_page_table_ends(void **state)
{
    (void)state;
    bound();
    enter();
    preempt();
    assert_ok(RESULT(COS_OP_RECLAIM, WORLD_RAM, root_page));
    SYS(COS_OP_DISPATCH, 40, COS_FOREVER);
    assert_null(cpu.client);
    assert_int_equal(cpu.thread->regs.result, COS_EXIT_EVENT);
    assert_error(RESULT(COS_OP_VCPU_ENTER, ROOT), DENIED);
}

static void component_dies_in_its_client(void **state)
{
    (void)state;
    bound();
    enter();
    preempt();
    assert_error(RESULT(COS_OP_THREAD_BIND, 40, 50, 0, 0), BUSY);
    assert_ok(RESULT(COS_OP_COMP_KILL, 24));
    assert_int_equal(RESULT(COS_OP_DISPATCH, 40, COS_FOREVER), COS_CAUSE_EXITED);
    assert_ok(RESULT(COS_OP_SIGNAL, 50));
}

static void upcalls_and_the_mask(void **state)
{
    (void)state;
    bound();
    struct regs *r = &cpu.thread->regs;
    assert_ok(RESULT(COS_OP_SIGNAL, EVENT)); /* no upcall_entry */
    assert_int_equal(page->pending, 1);
    assert_ok(RESULT(COS_OP_WAIT, EVENT, 0));
    page->pending = 0;
    page->upcall_entry = 0x8000;
    r->ip = 0x3000;
    r->sp = 0x4000;
    assert_ok(RESULT(COS_OP_SIGNAL, EVENT));
    assert_int_equal(r->ip, 0x8000);
    assert_int_equal(r->sp, 0x4000);
    assert_int_equal(page->masked, 1);
    assert_int_equal(page->upcall.rip, 0x3000);
    assert_int_equal(page->upcall.rsp, 0x4000);
    assert_int_equal(page->upcall.rax, 0);
    assert_int_equal(page->pending, 0);
    assert_ok(RESULT(COS_OP_SIGNAL, EVENT));
    assert_int_equal(page->pending, 1);
    assert_int_equal(page->upcall.rip, 0x3000);
    page->masked = 0;
    page->upcall_entry = COS_USER_TOP;
    assert_ok(RESULT(COS_OP_SIGNAL, EVENT));
    assert_int_equal(page->masked, 0);
}

/* While the thread is in another component, its event waits until the thread is back. */
static void upcall_after_a_call(void **state)
{
    (void)state;
    bound();
    WHILE_PREEMPTED(copy(50, 28, EVENT));
    page->upcall_entry = 0x8000;
    cpu.thread->regs.ip = 0x3000;
    SYS(COS_OP_CALL, OTHER);
    assert_ok(RESULT(COS_OP_SIGNAL, EVENT));
    assert_int_equal(cpu.component->id, 28);
    assert_int_equal(page->pending, 1);
    SYS(COS_OP_RETURN, 0, 7);
    assert_int_equal(cpu.thread->regs.ip, 0x8000);
    assert_int_equal(page->upcall.rip, 0x3000);
    assert_int_equal(page->upcall.rax, 7);
}

static void own_fault_handler(void **state)
{
    (void)state;
    bound();
    page->fault_entry = 0x9000;
    cpu.thread->regs.ip = 0x3000;
    cpu.thread->regs.args[3] = 0x88;
    world_fault(COS_FAULT_PAGE, 0x5000, 4);
    assert_int_equal(cpu.thread->regs.ip, 0x9000);
    assert_int_equal(page->fault_entry, 0);
    assert_int_equal(page->masked, 1);
    assert_int_equal(page->fault.rip, 0x3000);
    assert_int_equal(page->fault.r8, 0x88);
    assert_int_equal(page->address, 0x5000);
    world_fault(COS_FAULT_PAGE, 0x5000, 4); /* no supervisor handles it */
    assert_int_equal(world_values().result, COS_CAUSE_EXITED);
}

/* The page belongs to the component that the thread started in, whichever component binds it and
 * wherever the thread is then. Otherwise the binder could read a callee's registers and set where
 * it resumes. */
static void callee_is_not_interrupted(void **state)
{
    (void)state;
    bound();
    SYS(COS_OP_CALL, OTHER);
    cpu.thread->regs.ip = 0x3000;
    page->upcall_entry = 0x8000;
    page->fault_entry = 0x9000;
    WHILE_PREEMPTED({
        assert_ok(RESULT(COS_OP_THREAD_BIND, 40, 50, WORLD_RAM, page_number));
        assert_ok(RESULT(COS_OP_SIGNAL, 50));
    });
    assert_int_equal(cpu.thread->regs.ip, 0x3000);
    assert_int_equal(page->pending, 1);
    world_fault(COS_FAULT_PAGE, 0x5000, 4); /* no handler: the kernel leaves the callee */
    assert_int_equal(cpu.component->id, 24);
    assert_int_equal(page->fault_entry, 0x9000);
}

/* A new component in the frame of the dead one does not inherit its page. */
static void replaced_component_is_not_interrupted(void **state)
{
    (void)state;
    bound();
    WHILE_PREEMPTED(copy(26, 28, OTHER));
    SYS(COS_OP_CALL, OTHER);
    SYS(COS_OP_YIELD, 0);
    uint64_t comp = frame_number(world_cap(24)->component->frame) - world_ram;
    assert_ok(RESULT(COS_OP_RECLAIM, WORLD_RAM, comp));
    assert_ok(RESULT(COS_OP_MAKE_COMP, WORLD_RAM, comp, 24, 25, COS_COMP_FPU, 77));
    assert_ok(RESULT(COS_OP_MAKE_GATE, 24, 26, 0x6000, 0));
    assert_ok(RESULT(COS_OP_CAP_DROP, 28, OTHER));
    copy(26, 28, OTHER);
    page->fault_entry = 0x9000;
    page->upcall_entry = 0x8000;
    SYS(COS_OP_DISPATCH, 40, COS_FOREVER);
    SYS(COS_OP_CALL, OTHER);
    assert_int_equal(cpu.component->id, 77);
    SYS(COS_OP_YIELD, 0);
    assert_ok(RESULT(COS_OP_SIGNAL, 50));
    SYS(COS_OP_DISPATCH, 40, COS_FOREVER);
    assert_int_equal(cpu.thread->regs.ip, 0x6000);
    world_fault(COS_FAULT_PAGE, 0x5000, 4);
    assert_int_equal(cpu.component->id, 28);
}

/* An event for a thread that waits for its dispatch to end: the thread gets the report, then the
 * upcall. */
static void upcall_of_a_scheduler(void **state)
{
    (void)state;
    bound();
    SYS(COS_OP_YIELD, 0);
    assert_ok(RESULT(COS_OP_THREAD_SET, 40, 4711, 0));
    struct cos_vcpu *own = frame_memory(page_frame(new_page()));
    make_endpoints(55);
    assert_ok(RESULT(COS_OP_THREAD_BIND, COS_BOOT_SLOT_THREAD, 55, WORLD_RAM,
                     frame_number(frame_of(own)) - world_ram));
    copy(55, 24, 9);
    own->upcall_entry = 0x8000;
    cpu.thread->regs.ip = 0x3000;
    SYS(COS_OP_DISPATCH, 40, COS_FOREVER);
    assert_ok(RESULT(COS_OP_SIGNAL, 9));
    assert_int_equal(own->pending, 1);
    struct values v = SYS(COS_OP_YIELD, 0);
    assert_int_equal(cpu.thread->regs.ip, 0x8000);
    assert_int_equal(own->upcall.rip, 0x3000);
    assert_int_equal(own->upcall.rax, COS_CAUSE_YIELD);
    assert_int_equal(v.v[0], 4711);
}

static void client_has_its_own_base(void **state)
{
    (void)state;
    bound();
    page->client.fsbase = 0x5000;
    assert_ok(RESULT(COS_OP_SET_FSBASE, 0, 0x1000));
    enter();
    assert_int_equal(host.fsbase, 0x5000);
    world_fault(COS_FAULT_PAGE, 0x1234, 6);
    assert_int_equal(page->client.fsbase, 0x5000);
    assert_ok(RESULT(COS_OP_SET_FSBASE, 0, 0x2000));
    enter();
    assert_int_equal(host.fsbase, 0x5000);
}

UNIT_MAIN(UNIT_TEST(binding_checks_its_arguments), UNIT_TEST(client_system_call),
          UNIT_TEST(client_fault), UNIT_TEST(entering_is_refused), UNIT_TEST(event_ends_an_entry),
          UNIT_TEST(client_goes_on_after_preemption), UNIT_TEST(breakpoints_are_on_in_the_client),
          UNIT_TEST(client_page_table_ends), UNIT_TEST(component_dies_in_its_client),
          UNIT_TEST(upcalls_and_the_mask), UNIT_TEST(upcall_after_a_call),
          UNIT_TEST(own_fault_handler), UNIT_TEST(callee_is_not_interrupted),
          UNIT_TEST(replaced_component_is_not_interrupted), UNIT_TEST(upcall_of_a_scheduler),
          UNIT_TEST(client_has_its_own_base), UNIT_TEST(inspection_ends_the_entry))
