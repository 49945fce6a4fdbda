/* SPDX-License-Identifier: BSD-2-Clause */
/* An operation can return each error that the table names for it, and the table names each error
 * that an operation returns: world_syscall() checks the latter in all tests. */
#include "operations.h"
#include "unit.h"

#define COMP     20 /* a component, with its page table and a gate behind; it handles no faults */
#define PT       21
#define GATE     22
#define CLIENT   31 /* page table for clients */
#define THREAD   24 /* bound to endpoint 0 */
#define LOOSE    25 /* not bound */
#define END      30 /* endpoints */
#define HANDLER  32 /* gate into the first component */
#define EMPTY    33
#define PORTS    COS_BOOT_SLOT_PORTS
#define IRQS     COS_BOOT_SLOT_IRQS
#define RAM      WORLD_RAM
#define RW       (COS_RIGHT_READ | COS_RIGHT_WRITE)
#define OBJECT   0  /* page of a kernel object */
#define PAGE     40 /* an unused page */
#define WRITABLE 41 /* a page with a writable mapping */
#define BEYOND   (1ull << 40)

static const struct wrong {
    uint8_t op, error;
    uint64_t slot, a[6];
} wrongs[] = {
    {COS_OP_WAIT, COS_EAGAIN, END, {0}},
    {COS_OP_WAIT, COS_EINVAL, END, {COS_FOREVER}},
    {COS_OP_DISPATCH, COS_EBUSY, COS_BOOT_SLOT_THREAD, {0}},
    {COS_OP_THREAD_WAKE, COS_EINVAL, THREAD, {256}},
    {COS_OP_THREAD_WAKE, COS_EBUSY, THREAD, {0}},
    {COS_OP_THREAD_SET, COS_EINVAL, THREAD, {0, 256}},
    {COS_OP_THREAD_SET, COS_EINVAL, THREAD, {0, 0, 3}},
    {COS_OP_THREAD_SIGNAL, COS_ENOENT, LOOSE, {1}},
    {COS_OP_DISPATCH_TIMER, COS_EINVAL, THREAD, {0}},
    {COS_OP_DISPATCH_TIMER, COS_EINVAL, COS_BOOT_SLOT_THREAD, {0}},
    {COS_OP_THREAD_BIND, COS_EINVAL, THREAD, {END, RAM, OBJECT}},
    {COS_OP_THREAD_BIND, COS_EBUSY, LOOSE, {END}},
    {COS_OP_THREAD_READ, COS_EINVAL, 0, {COS_REGS}},
    {COS_OP_THREAD_READ, COS_ENOENT, THREAD, {0}},
    {COS_OP_THREAD_WRITE, COS_EINVAL, 0, {COS_REGS}},
    {COS_OP_THREAD_WRITE, COS_ENOENT, THREAD, {0}},
    {COS_OP_THREAD_INSPECT, COS_EINVAL, THREAD, {COMP, 0, COS_REGS}},
    {COS_OP_THREAD_INSPECT, COS_ENOENT, THREAD, {COMP, 1, 0}},
    {COS_OP_THREAD_INSPECT, COS_EBUSY, COS_BOOT_SLOT_THREAD, {COMP, 0, 0}},
    {COS_OP_VCPU_ENTER, COS_EINVAL, CLIENT, {0}},
    {COS_OP_MAP, COS_EINVAL, PT, {1, RAM, PAGE, RW, 1}},
    {COS_OP_MAP, COS_ENOENT, PT, {WORLD_ENTRY, RAM, PAGE, RW, 1}},
    {COS_OP_MAP, COS_EBUSY, COS_BOOT_SLOT_PT, {WORLD_ENTRY, RAM, WRITABLE, 5, 1}},
    {COS_OP_UNMAP, COS_EINVAL, PT, {1, 1}},
    {COS_OP_PT_GROW, COS_EINVAL, PT, {COS_USER_TOP, RAM, PAGE}},
    {COS_OP_PT_GROW, COS_EBUSY, PT, {WORLD_ENTRY, RAM, OBJECT}},
    {COS_OP_PT_GROW, COS_EEXIST, COS_BOOT_SLOT_PT, {WORLD_ENTRY, RAM, PAGE}},
    {COS_OP_PT_WRITE_BACK, COS_EINVAL, PT, {COS_USER_TOP}},
    {COS_OP_PEEK, COS_EINVAL, PT, {1}},
    {COS_OP_PEEK, COS_ENOENT, PT, {WORLD_ENTRY}},
    {COS_OP_ZERO, COS_EINVAL, RAM, {BEYOND}},
    {COS_OP_ZERO, COS_EBUSY, RAM, {OBJECT}},
    {COS_OP_RECLAIM, COS_EINVAL, RAM, {BEYOND}},
    {COS_OP_RECLAIM, COS_EBUSY, RAM, {WRITABLE}},
    {COS_OP_REGION_DERIVE, COS_ENOENT, RAM, {PAGE, 1, RW, 0}},
    {COS_OP_REGION_DERIVE, COS_EEXIST, RAM, {PAGE, 1, RW, COMP}},
    {COS_OP_REGION_DERIVE, COS_EINVAL, RAM, {PAGE, 0, RW, EMPTY}},
    {COS_OP_REGION_INFO, COS_EINVAL, RAM, {BEYOND}},
    {COS_OP_ENDPOINT, COS_ENOENT, END, {0, 0}},
    {COS_OP_ENDPOINT, COS_EEXIST, END, {0, COMP}},
    {COS_OP_ENDPOINT, COS_EINVAL, END, {COS_ENDPOINTS, EMPTY}},
    {COS_OP_MAKE_GATE, COS_ENOENT, COMP, {0}},
    {COS_OP_MAKE_GATE, COS_EEXIST, COMP, {COMP}},
    {COS_OP_MAKE_GATE, COS_EINVAL, COMP, {EMPTY, COS_USER_TOP}},
    {COS_OP_CAP_GROW, COS_EINVAL, COMP, {COS_SLOTS, RAM, PAGE}},
    {COS_OP_CAP_GROW, COS_EBUSY, COMP, {COS_NODE_SLOTS, RAM, OBJECT}},
    {COS_OP_CAP_GROW, COS_EEXIST, COMP, {0, RAM, PAGE}},
    {COS_OP_CAP_COPY, COS_ENOENT, END, {COMP, COS_NODE_SLOTS}},
    {COS_OP_CAP_COPY, COS_EEXIST, END, {COS_BOOT_SLOT_COMP, COMP}},
    {COS_OP_REVOKE, COS_EINVAL, RAM, {0}},
    {COS_OP_IO_DERIVE, COS_ENOENT, PORTS, {0}},
    {COS_OP_IO_DERIVE, COS_EEXIST, PORTS, {COMP}},
    {COS_OP_IO_DERIVE, COS_EINVAL, PORTS, {EMPTY, 5, 4}},
    {COS_OP_IRQ_BIND, COS_EINVAL, IRQS, {END}},
    {COS_OP_IRQ_ACK, COS_EINVAL, IRQS, {0}},
    {COS_OP_IRQ_MSI, COS_EINVAL, IRQS, {0}},
};

static void make_objects(void)
{
    make_comp(COMP, COS_COMP_FPU);
    make_endpoints(END);
    make_thread(THREAD, COMP);
    make_thread(LOOSE, COMP);
    assert_ok(RESULT(COS_OP_MAKE_PAGETABLE, RAM, new_page(), CLIENT, 1));
    assert_ok(RESULT(COS_OP_MAKE_GATE, COS_BOOT_SLOT_COMP, HANDLER, ENTRY, 0));
    assert_ok(RESULT(COS_OP_THREAD_BIND, THREAD, END, 0, 0));
    assert_int_equal(
        RESULT(COS_OP_MAP, COS_BOOT_SLOT_PT, WORLD_ENTRY + COS_PAGE_SIZE, RAM, WRITABLE, RW, 1), 1);
}

static void refuse(unsigned op, unsigned error, uint64_t slot, const uint64_t a[6])
{
    int64_t result = world_syscall(COS_SYSCALL((uint64_t)op, slot), a).result;
    if (result != -(int64_t)error)
        fail_msg("%s: result %d, expected -%u", operation_name(op), (int)result, error);
}

/* The client's table has no page mapped yet. */
static void refuse_at_once(void)
{
    uint64_t leaf = 0;
    for (unsigned level = 3; level > 0; level--) {
        leaf = new_page();
        assert_int_equal(RESULT(COS_OP_PT_GROW, CLIENT, 0, RAM, leaf), level);
    }
    for (uint64_t i = 0; i < 64; i++)
        assert_int_equal(RESULT(COS_OP_MAP, CLIENT, i * 8 * COS_PAGE_SIZE, RAM, WRITABLE, RW, 1),
                         1);
    refuse(COS_OP_RECLAIM, COS_EAGAIN, RAM, (const uint64_t[6]){leaf, 1});
}

static void refuse_arguments(void)
{
    static const uint8_t makes[] = {COS_OP_MAKE_PAGETABLE, COS_OP_MAKE_COMP, COS_OP_MAKE_THREAD,
                                    COS_OP_MAKE_ENDPOINTS};
    for (unsigned i = 0; i < sizeof wrongs / sizeof *wrongs; i++)
        refuse(wrongs[i].op, wrongs[i].error, wrongs[i].slot, wrongs[i].a);
    for (unsigned i = 0; i < sizeof makes; i++) {
        refuse(makes[i], COS_EINVAL, RAM, (const uint64_t[6]){BEYOND, EMPTY});
        refuse(makes[i], COS_EBUSY, RAM, (const uint64_t[6]){OBJECT, EMPTY});
        refuse(makes[i], COS_ENOENT, RAM, (const uint64_t[6]){PAGE, 0});
        refuse(makes[i], COS_EEXIST, RAM, (const uint64_t[6]){PAGE, COMP});
    }
}

/* Notes the error of a call that comes back later. */
static void assert_note(unsigned op, unsigned error)
{
    assert_int_equal(world_values().result, -(int64_t)error);
    assert_true(operation_note(op, -(int64_t)error));
}

/* COMP has its own endpoint, its own component, and a gate into the first component. */
static void refuse_waiting(void)
{
    make_endpoints(EMPTY);
    copy(EMPTY, COMP, 1);
    SYS(COS_OP_DISPATCH, THREAD, COS_FOREVER);
    SYS(COS_OP_WAIT, 1, COS_FOREVER);
    assert_error(RESULT(COS_OP_WAIT, EMPTY, COS_FOREVER), BUSY);
    assert_ok(RESULT(COS_OP_THREAD_WAKE, THREAD, COS_ETIMEDOUT));
    SYS(COS_OP_DISPATCH, THREAD, COS_FOREVER);
    assert_note(COS_OP_WAIT, COS_ETIMEDOUT);
    SYS(COS_OP_WAIT, 1, COS_FOREVER);
    assert_ok(RESULT(COS_OP_RECLAIM, RAM, frame_number(world_cap(EMPTY)->anchor) - world_ram));
    SYS(COS_OP_DISPATCH, THREAD, COS_FOREVER); /* it is still in the queue of woken threads */
    SYS(COS_OP_DISPATCH, THREAD, COS_FOREVER);
    assert_note(COS_OP_WAIT, COS_EDEAD);
    SYS(COS_OP_YIELD, 0);
}

static void refuse_in_components(void)
{
    copy(COMP, COMP, 2);
    assert_ok(RESULT(COS_OP_COMP_FAULT, COMP, HANDLER, 0));
    SYS(COS_OP_CALL, GATE);
    assert_error(RESULT(COS_OP_IDLE, 0), DENIED);
    assert_error(RESULT(COS_OP_SET_FSBASE, 0, COS_USER_TOP), INVAL);
    world_fault(COS_FAULT_PAGE, 0, 0);
    assert_error(RESULT(COS_OP_THREAD_READ, COS_BOOT_SLOT_THREAD, 0), BUSY);
    assert_error(RESULT(COS_OP_THREAD_WRITE, COS_BOOT_SLOT_THREAD, 0), BUSY);
    SYS(COS_OP_RETURN, 0, COS_RESUME);
    SYS(COS_OP_COMP_KILL, 2);
    assert_note(COS_OP_CALL, COS_EDEAD);
}

static void refuse_depth(void)
{
    cpu.thread->nested = COS_DISPATCH_DEPTH;
    assert_error(RESULT(COS_OP_DISPATCH, LOOSE, 0), DEPTH);
    cpu.thread->nested = 0;
    for (unsigned i = 0; i < COS_CALL_DEPTH + CALL_RESERVE; i++)
        SYS(COS_OP_CALL, HANDLER);
    assert_error(RESULT(COS_OP_CALL, HANDLER), DEPTH);
}

static void every_error_of_the_table(void **state)
{
    (void)state;
    make_objects();
    for (unsigned op = 0; op < COS_OPS; op++)
        if (operation_errors(op) & 1u << COS_EDENIED && op != COS_OP_IDLE)
            refuse(op, COS_EDENIED, EMPTY, (const uint64_t[6]){0});
    refuse_arguments();
    refuse_at_once();
    refuse_waiting();
    refuse_in_components();
    refuse_depth();
    for (unsigned op = 0; op < COS_OPS; op++)
        if (operation_seen[op] != operation_errors(op))
            fail_msg("%s: errors %#x, the table says %#x", operation_name(op), operation_seen[op],
                     operation_errors(op));
}

UNIT_MAIN(UNIT_TEST(every_error_of_the_table))
