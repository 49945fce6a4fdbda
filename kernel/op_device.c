/* SPDX-License-Identifier: BSD-2-Clause */
/* Operations on I/O ports and interrupt lines. */
#include "cpu.h"
#include "ops.h"

static bool port_allowed(const struct cap *cap, uint64_t port, uint64_t width)
{
    return (width == 1 || width == 2 || width == 4) && port >= cap->first && port <= cap->last &&
           width - 1 <= cap->last - port;
}

/* a0: port, a1: width. */
int64_t op_port_in(struct thread *t, struct cap *cap)
{
    uint64_t *a = regs_args(&t->regs);
    if (!port_allowed(cap, a[0], a[1]))
        return -COS_EDENIED;
    a[0] = machine_port_in(a[0], a[1]);
    return 0;
}

/* a0: port, a1: width, or COS_PORT_BYTES, a2: value. */
int64_t op_port_out(struct thread *t, struct cap *cap)
{
    const uint64_t *a = regs_args(&t->regs);
    uint64_t many = a[1] == COS_PORT_BYTES, width = many ? 1 : a[1], value = a[2];
    if (!port_allowed(cap, a[0], width))
        return -COS_EDENIED;
    for (uint64_t left = many ? 8 : 1; left > 0; left--, value >>= 8)
        machine_port_out(a[0], width, value);
    return 0;
}

/* a0: free slot, a1: first, a2: last. */
int64_t op_io_derive(struct thread *t, struct cap *cap)
{
    const uint64_t *a = regs_args(&t->regs);
    struct cap *slot;
    int error = cap_free_slot(cpu.component, a[0], &slot);
    if (error)
        return error;
    if (cap->type != COS_CAP_PORTS && cap->type != COS_CAP_IRQ)
        return -COS_EDENIED;
    if (a[1] > a[2] || a[1] < cap->first || a[2] > cap->last)
        return -COS_EINVAL;
    struct cap part = *cap;
    part.first = a[1];
    part.last = a[2];
    *slot = part;
    return 0;
}

static void unmask(uint64_t line)
{
    if (line < COS_IRQ_MSI)
        machine_irq_unmask(line);
}

/* a0: endpoint slot. */
int64_t op_irq_bind(struct thread *t, struct cap *cap)
{
    const struct cap *e = cap_find(cpu.component, regs_args(&t->regs)[0], COS_CAP_ENDPOINT,
                                   COS_RIGHT_SIGNAL);
    if (!e)
        return -COS_EDENIED;
    if (cap->first != cap->last)
        return -COS_EINVAL; /* only a single line can be bound */
    cpu.lines[cap->first] = *e;
    unmask(cap->first);
    return 0;
}

int64_t op_irq_ack(struct thread *t, struct cap *cap)
{
    uint64_t *storms = regs_args(&t->regs);
    if (cap->first != cap->last)
        return -COS_EINVAL;
    if (cap_valid(&cpu.lines[cap->first]))
        unmask(cap->first);
    *storms = cap->first == COS_IRQ_STORMS ? cpu.storms : 0;
    cpu.storms &= ~*storms;
    return 0;
}

int64_t op_irq_msi(struct thread *t, struct cap *cap)
{
    uint64_t *a = regs_args(&t->regs);
    if (cap->first != cap->last || cap->first < COS_IRQ_MSI)
        return -COS_EINVAL;
    machine_msi(cap->first, &a[0], &a[1]);
    return 0;
}

void irq_event(unsigned line)
{
    if (line < COS_IRQ_MSI)
        machine_irq_mask(line);
    if (cap_valid(&cpu.lines[line]))
        endpoint_signal(cpu.lines[line].endpoint, cpu.lines[line].bits);
}

unsigned irq_surplus(unsigned line)
{
    const struct cap *e = &cpu.lines[line];
    if (cap_valid(e) && !(e->endpoint->bits & e->bits))
        return 0;
    return cap_valid(e) && e->endpoint->bound == cpu.thread ? 1 : 3;
}
