/* SPDX-License-Identifier: BSD-2-Clause */
/* I/O ports and interrupt lines. */
#include "unit.h"

#define PORTS COS_BOOT_SLOT_PORTS
#define IRQS  COS_BOOT_SLOT_IRQS

static void ports_of_a_range(void **state)
{
    (void)state;
    assert_error(RESULT(COS_OP_IO_DERIVE, PORTS, 20, 5, 4), INVAL);
    assert_error(RESULT(COS_OP_IO_DERIVE, PORTS, 20, 5, 0x10000), INVAL);
    assert_error(RESULT(COS_OP_IO_DERIVE, WORLD_RAM, 20, 5, 6), DENIED);
    assert_ok(RESULT(COS_OP_IO_DERIVE, PORTS, 20, 4, 7));
    assert_error(RESULT(COS_OP_IO_DERIVE, PORTS, 20, 4, 7), EXIST);
    assert_error(RESULT(COS_OP_IO_DERIVE, 20, 21, 3, 7), INVAL);
    assert_error(RESULT(COS_OP_IO_DERIVE, 20, 21, 4, 8), INVAL);
    assert_ok(RESULT(COS_OP_PORT_OUT, 20, 4, 1, 0x55));
    assert_int_equal(SYS(COS_OP_PORT_IN, 20, 4, 1).v[0], 0x55);
    assert_ok(RESULT(COS_OP_PORT_OUT, 20, 7, COS_PORT_BYTES, 0x8877665544332211));
    assert_int_equal(SYS(COS_OP_PORT_IN, 20, 7, 1).v[0], 0x88);
    assert_error(RESULT(COS_OP_PORT_OUT, 20, 8, COS_PORT_BYTES, 0), DENIED);
    assert_ok(RESULT(COS_OP_PORT_IN, 20, 4, 4));
    assert_error(RESULT(COS_OP_PORT_IN, 20, 3, 1), DENIED);
    assert_error(RESULT(COS_OP_PORT_IN, 20, 8, 1), DENIED);
    assert_error(RESULT(COS_OP_PORT_IN, 20, 7, 2), DENIED);
    assert_error(RESULT(COS_OP_PORT_IN, 20, 6, 4), DENIED);
    assert_error(RESULT(COS_OP_PORT_IN, 20, 4, 3), DENIED);
    assert_error(RESULT(COS_OP_PORT_IN, 20, 4, 0), DENIED);
    assert_error(RESULT(COS_OP_PORT_IN, PORTS, 0xffff, 2), DENIED);
    assert_error(RESULT(COS_OP_PORT_IN, PORTS, 0x10000, 1), DENIED);
    assert_error(RESULT(COS_OP_PORT_OUT, 20, 0x10004, 1, 0), DENIED);
    assert_error(RESULT(COS_OP_PORT_OUT, IRQS, 4, 1, 0), DENIED);
}

static void a_line_and_its_acknowledgement(void **state)
{
    (void)state;
    uint64_t endpoints = make_endpoints(30);
    assert_ok(RESULT(COS_OP_ENDPOINT, 30, 0, 31, 1 << 8, COS_RIGHT_SIGNAL));
    assert_ok(RESULT(COS_OP_ENDPOINT, 30, 0, 32, 1, COS_RIGHT_WAIT));
    assert_error(RESULT(COS_OP_IRQ_BIND, IRQS, 31), INVAL); /* all lines: only to derive from */
    assert_error(RESULT(COS_OP_IRQ_ACK, IRQS), INVAL);
    assert_error(RESULT(COS_OP_IO_DERIVE, IRQS, 20, COS_IRQ_LINES, COS_IRQ_LINES), INVAL);
    assert_ok(RESULT(COS_OP_IO_DERIVE, IRQS, 20, 2, 2));
    assert_error(RESULT(COS_OP_IRQ_BIND, 20, 32), DENIED); /* no right to signal */
    assert_ok(RESULT(COS_OP_IRQ_ACK, 20));
    assert_true(host.masked & 1 << 2); /* no thread is bound */
    assert_ok(RESULT(COS_OP_IRQ_BIND, 20, 31));
    assert_false(host.masked & 1 << 2);
    world_irq(2);
    assert_true(host.masked & 1 << 2); /* until it is acknowledged */
    struct values v = SYS(COS_OP_WAIT, 32, 0);
    assert_ok(v.result);
    assert_int_equal(v.v[0], 1 << 8);
    assert_ok(RESULT(COS_OP_IRQ_ACK, 20));
    assert_false(host.masked & 1 << 2);
    assert_ok(RESULT(COS_OP_RECLAIM, WORLD_RAM, endpoints));
    world_irq(2); /* bound to no endpoint: masked from then on */
    assert_true(host.masked & 1 << 2);
    assert_ok(RESULT(COS_OP_IRQ_ACK, 20));
    assert_true(host.masked & 1 << 2);
}

static void an_interrupt_preempts(void **state)
{
    (void)state;
    make_endpoints(30);
    make_runner(40, 41, 9);
    make_runner(44, 45, 1);
    copy(30, 41, 1);
    assert_ok(RESULT(COS_OP_IO_DERIVE, IRQS, 20, 2, 2));
    assert_ok(RESULT(COS_OP_IRQ_BIND, 20, 30));
    SYS(COS_OP_DISPATCH, 40, COS_FOREVER);
    SYS(COS_OP_WAIT, 1, COS_FOREVER);
    SYS(COS_OP_DISPATCH, 44, COS_FOREVER);
    cpu.thread->regs.args[4] = 0x77;
    world_irq(2);
    assert_report(world_values(), COS_CAUSE_WOKEN, 44, 40);
    SYS(COS_OP_DISPATCH, 44, COS_FOREVER);
    assert_int_equal(cpu.thread->regs.args[4], 0x77); /* interrupted: all registers are kept */
}

static void a_message_signalled_line(void **state)
{
    (void)state;
    uint64_t endpoints = make_endpoints(30);
    assert_error(RESULT(COS_OP_IRQ_MSI, IRQS), INVAL); /* all lines */
    assert_error(RESULT(COS_OP_IRQ_MSI, PORTS), DENIED);
    assert_error(RESULT(COS_OP_IRQ_MSI, 20), DENIED);
    assert_ok(RESULT(COS_OP_IO_DERIVE, IRQS, 20, COS_IRQ_MSI - 1, COS_IRQ_MSI - 1));
    assert_error(RESULT(COS_OP_IRQ_MSI, 20), INVAL);
    assert_ok(RESULT(COS_OP_IO_DERIVE, IRQS, 21, COS_IRQ_LINES - 1, COS_IRQ_LINES - 1));
    struct values v = SYS(COS_OP_IRQ_MSI, 21);
    assert_ok(v.result);
    assert_int_equal(v.v[0], HOST_MSI);
    assert_int_equal(v.v[1], COS_IRQ_LINES - 1);
    world_irq(COS_IRQ_LINES - 1); /* bound to no endpoint */
    assert_ok(RESULT(COS_OP_IRQ_ACK, 21));
    assert_ok(RESULT(COS_OP_IRQ_BIND, 21, 30));
    for (unsigned i = 0; i < 2; i++) { /* never masked */
        world_irq(COS_IRQ_LINES - 1);
        assert_ok(RESULT(COS_OP_WAIT, 30, 0));
        assert_error(RESULT(COS_OP_WAIT, 30, 0), AGAIN);
    }
    assert_ok(RESULT(COS_OP_IRQ_ACK, 21));
    assert_int_equal(host.masked, (1u << COS_IRQ_MSI) - 1); /* no controller was touched */
    assert_ok(RESULT(COS_OP_RECLAIM, WORLD_RAM, endpoints));
    world_irq(COS_IRQ_LINES - 1);
}

static void surplus_messages(void **state)
{
    (void)state;
    uint64_t endpoints = make_endpoints(30);
    assert_ok(RESULT(COS_OP_IO_DERIVE, IRQS, 21, COS_IRQ_MSI, COS_IRQ_MSI));
    assert_int_equal(irq_surplus(COS_IRQ_MSI), 3); /* bound to no endpoint */
    assert_ok(RESULT(COS_OP_IRQ_BIND, 21, 30));
    assert_int_equal(irq_surplus(COS_IRQ_MSI), 0);
    world_irq(COS_IRQ_MSI);
    assert_int_equal(irq_surplus(COS_IRQ_MSI), 3);
    struct endpoint *e = frame_memory(page_frame(endpoints));
    e->bound = cpu.thread;
    assert_int_equal(irq_surplus(COS_IRQ_MSI), 1);
    e->bound = NULL;
    assert_ok(RESULT(COS_OP_WAIT, 30, 0));
    assert_int_equal(irq_surplus(COS_IRQ_MSI), 0);
    assert_ok(RESULT(COS_OP_RECLAIM, WORLD_RAM, endpoints));
    assert_int_equal(irq_surplus(COS_IRQ_MSI), 3);
}

static void storms_are_told_once(void **state)
{
    (void)state;
    assert_ok(RESULT(COS_OP_IO_DERIVE, IRQS, 20, COS_IRQ_MSI, COS_IRQ_MSI));
    assert_ok(RESULT(COS_OP_IO_DERIVE, IRQS, 21, COS_IRQ_STORMS, COS_IRQ_STORMS));
    cpu.storms = 5;
    assert_int_equal(SYS(COS_OP_IRQ_ACK, 20).v[0], 0);
    assert_int_equal(SYS(COS_OP_IRQ_ACK, 21).v[0], 5);
    assert_int_equal(SYS(COS_OP_IRQ_ACK, 21).v[0], 0);
}

UNIT_MAIN(UNIT_TEST(ports_of_a_range), UNIT_TEST(a_line_and_its_acknowledgement),
          UNIT_TEST(an_interrupt_preempts), UNIT_TEST(a_message_signalled_line),
          UNIT_TEST(surplus_messages), UNIT_TEST(storms_are_told_once))
