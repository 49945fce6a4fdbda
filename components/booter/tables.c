/* SPDX-License-Identifier: BSD-2-Clause */
/* Capability tables: a component's own capabilities, and its gates to others. */
#include "common.h"

#include <cos/abi.h>
#include <cos/syscall.h>
#include <device_work.h>
#include <evm/machine.h>
#include <sched.h>
#include <supervisor.h>

#define ALL_EVENTS UINT64_MAX

bool may_call_booter(uint64_t id)
{
    return id == EVM_SUPERVISOR || grants_count(id, EVM_GRANT_BOOTER) != 0;
}

/* Puts a copy into a slot of a component and replaces what was there. */
static int64_t give(uint64_t from, uint64_t id, uint64_t slot, uint64_t rights, uint64_t events)
{
    cos_cap_drop(SLOT_COMP(id), slot);
    return cos_cap_copy(from, SLOT_COMP(id), slot, rights, events);
}

/* Gives what has just been made in the scratch slot, unless `error` says that making it failed. */
static int64_t give_scratch(int64_t error, uint64_t id, uint64_t slot, uint64_t rights)
{
    if (error == 0)
        error = give(SLOT_SCRATCH, id, slot, rights, ALL_EVENTS);
    cos_cap_drop(COS_BOOT_SLOT_COMP, SLOT_SCRATCH);
    return error;
}

/* ---- Own capabilities ---- */

int64_t table_give_line(uint64_t id, unsigned index, uint64_t line, uint64_t events)
{
    int64_t error = cos_endpoint(SLOT_ENDPOINTS(id), 0, SLOT_SCRATCH, events, COS_RIGHT_SIGNAL);

    error = error == 0 ? cos_io_derive(COS_BOOT_SLOT_IRQS, SLOT_LINE, line, line) : error;
    error = error == 0 ? cos_irq_bind(SLOT_LINE, SLOT_SCRATCH) : error;
    error = error == 0 ? give(SLOT_LINE, id, COS_SLOT_IRQ + index, COS_RIGHT_ALL, 0) : error;
    cos_cap_drop(COS_BOOT_SLOT_COMP, SLOT_LINE);
    cos_cap_drop(COS_BOOT_SLOT_COMP, SLOT_SCRATCH);
    return error;
}

static int64_t give_irq(uint64_t id, unsigned index, uint64_t line)
{
    return table_give_line(id, index, line, COS_EVENT_IRQ << index);
}

int64_t table_give_ports(uint64_t id, uint64_t slot, uint64_t first, uint64_t last)
{
    return give_scratch(cos_io_derive(COS_BOOT_SLOT_PORTS, SLOT_SCRATCH, first, last), id, slot,
                        COS_RIGHT_ALL);
}

int64_t table_give_region(uint64_t id, uint64_t slot, uint64_t page, uint64_t pages)
{
    return give_scratch(cos_region_derive(COS_BOOT_SLOT_DEVICE, page, pages,
                                          COS_RIGHT_READ | COS_RIGHT_WRITE, SLOT_SCRATCH, 0),
                        id, slot, COS_RIGHT_ALL);
}

static int64_t give_device(uint64_t id, const struct evm_grant *g, unsigned index)
{
    switch (g->type) {
    case EVM_GRANT_PORTS:
        return table_give_ports(id, COS_SLOT_PORTS + index, g->a, g->b);
    case EVM_GRANT_IRQ:
        return give_irq(id, index, g->a);
    case EVM_GRANT_MMIO:
        return table_give_region(id, COS_SLOT_MMIO + index, g->a >> COS_PAGE_SHIFT, g->b);
    default:
        return 0;
    }
}

/* Those of PCI devices come last (described.c). */
static int64_t give_devices(uint64_t id)
{
    const struct evm_component *c = component(id);
    unsigned counts[EVM_GRANT_TYPES] = {0};
    int64_t error = 0;

    for (uint32_t i = 0; i < c->grant_count && error == 0; i++) {
        const struct evm_grant *g = grants_of(c) + i;

        error = give_device(id, g, counts[g->type]++);
    }
    return error;
}

/* Gives `devices` the ports of configuration space and the line of blocked accesses, and the booter
 * the capability that signals work. */
static int64_t give_bus(uint64_t id)
{
    int64_t error = table_give_ports(id, WORK_SLOT_PORTS, EVM_PCI_FIRST, EVM_PCI_LAST);

    error = error == 0 ? give_irq(id, 0, COS_IRQ_LINES - 1) : error;
    cos_cap_drop(COS_BOOT_SLOT_COMP, SLOT_WORK);
    return error == 0 ? cos_endpoint(SLOT_ENDPOINTS(id), 0, SLOT_WORK, WORK_EVENT, COS_RIGHT_SIGNAL)
                      : error;
}

/* The region depends on the page-table root, and end_life() voids all other capabilities to the
 * root. Then nothing can be made of this memory any more, and components that have been made of it
 * end when a thread is next dispatched in them. */
static int64_t give_memory(uint64_t id)
{
    const struct run *memory = &runs[id][RUN_MEMORY];
    uint64_t pages = own_pages(component(id));

    if (pages == 0)
        return 0;
    return give_scratch(cos_region_derive(SLOT_RAM(memory->ram), memory->first, pages,
                                          COS_RIGHT_ALL, SLOT_SCRATCH, SLOT_PT(id)),
                        id, COS_SLOT_REGION, COS_RIGHT_ALL);
}

int64_t table_fill(uint64_t id)
{
    int64_t error = give(SLOT_COMP(id), id, COS_SLOT_COMP, COS_RIGHT_MANAGE, 0);

    error = error == 0 ? give(SLOT_PT(id), id, COS_SLOT_PT, COS_RIGHT_READ | COS_RIGHT_WRITE, 0)
                       : error;
    error = error == 0 ? give(SLOT_THREAD, id, COS_SLOT_THREAD,
                              COS_RIGHT_MANAGE | COS_RIGHT_READ | COS_RIGHT_WRITE, 0)
                       : error;
    error = error == 0 ? give(SLOT_ENDPOINTS(id), id, COS_SLOT_ENDPOINT, COS_RIGHT_ALL, ALL_EVENTS)
                       : error;
    error = error == 0 ? give_memory(id) : error;
    if (error == 0 && id != EVM_SCHED)
        error = give(SLOT_THREAD, EVM_SCHED, SCHED_SLOT_THREAD(id), COS_RIGHT_EXEC, 0);
    else if (error == 0)
        error = cos_cap_copy(SLOT_THREAD, COS_BOOT_SLOT_COMP, SLOT_SCHED_THREAD, COS_RIGHT_EXEC, 0);
    if (error == 0 && id > EVM_SUPERVISOR)
        error = give(SLOT_THREAD, EVM_SUPERVISOR, SUPERVISOR_SLOT_THREAD(id), COS_RIGHT_READ, 0);
    if (error == 0 && id == EVM_CONSOLE) {
        cos_cap_drop(COS_BOOT_SLOT_COMP, SLOT_CONSOLE);
        error = cos_cap_copy(SLOT_THREAD, COS_BOOT_SLOT_COMP, SLOT_CONSOLE, COS_RIGHT_READ, 0);
    }
    cos_cap_drop(COS_BOOT_SLOT_COMP, SLOT_THREAD);
    if (error == 0 && component(id)->flags & EVM_DEVICES)
        error = give_bus(id);
    return error == 0 ? give_devices(id) : error;
}

/* ---- Gates ---- */

static int64_t give_gate(uint64_t target, uint64_t entry, uint64_t token, uint64_t id,
                         uint64_t slot)
{
    return give_scratch(cos_make_gate(SLOT_COMP(target), SLOT_SCRATCH, entry, token), id, slot, 0);
}

static uint64_t sched_token(uint64_t id)
{
    return id <= EVM_SUPERVISOR ? SCHED_TOKEN_ROOT | id : id;
}

static int64_t connect(uint64_t id, const struct evm_grant *g, uint64_t slot)
{
    if (g->type == EVM_GRANT_SIGNAL)
        return give(SLOT_ENDPOINTS(g->a), id, slot, COS_RIGHT_SIGNAL, COS_EVENT_FROM(id));
    return give_gate(g->a, component(g->a)->gates[g->b], id, id, slot);
}

/* Whether the supervisor has ended the component and will have it destroyed. */
static bool has_ended(uint64_t id)
{
    return cos_cap_info(SLOT_COMP(id)).result == COS_CAP_NONE;
}

/* To signal or call a component that does not exist is no misdeed. The signal has no effect; the
 * supervisor answers the call. */
static int64_t connect_absent(uint64_t id, const struct evm_grant *g, uint64_t slot)
{
    if (g->type == EVM_GRANT_SIGNAL)
        return give(SLOT_ABSENT, id, slot, COS_RIGHT_SIGNAL, 0);
    return give_gate(EVM_SUPERVISOR, component(EVM_SUPERVISOR)->gates[0], SUPERVISOR_TOKEN_NONE, id,
                     slot);
}

/* The same for the console, which may have ended. The slot is empty for a moment. The component
 * must not run then, as a call would be refused, or be a fault. */
static int64_t connect_console(uint64_t id)
{
    int64_t error = alive[EVM_CONSOLE] ? cos_make_gate(SLOT_COMP(EVM_CONSOLE), SLOT_SCRATCH,
                                                       component(EVM_CONSOLE)->gates[0], id)
                                       : -COS_ENOENT;

    if (error != 0) {
        error = cos_make_gate(SLOT_COMP(EVM_SUPERVISOR), SLOT_SCRATCH,
                              component(EVM_SUPERVISOR)->gates[0], SUPERVISOR_TOKEN_NONE);
    }
    return give_scratch(error, id, COS_SLOT_CONSOLE, 0);
}

/* Connects a component to its peers: to all of them if it is `only` itself, else to `only`. */
static int64_t connect_peers(uint64_t id, uint64_t only)
{
    const struct evm_component *c = component(id);
    uint64_t slots[] = {[EVM_GRANT_CALL] = COS_SLOT_CALL, [EVM_GRANT_SIGNAL] = COS_SLOT_SIGNAL};
    int64_t error = 0;

    for (uint32_t i = 0; i < c->grant_count && error == 0; i++) {
        const struct evm_grant *g = grants_of(c) + i;

        if (g->type != EVM_GRANT_CALL && g->type != EVM_GRANT_SIGNAL)
            continue;
        uint64_t slot = g->slot != 0 ? g->slot : slots[g->type]++;

        if (alive[g->a] && (g->a == only || id == only))
            error = connect(id, g, slot);
        else if (id == only)
            error = connect_absent(id, g, slot);
        if (error != 0 && (has_ended(id) || has_ended(g->a)))
            error = 0; /* connect the others all the same */
    }
    return error;
}

static int64_t connect_root(uint64_t id)
{
    static const struct {
        uint8_t slot, target;
    } gates[] = {
        {COS_SLOT_SUPERVISOR, EVM_SUPERVISOR},
        {COS_SLOT_BOOTER, EVM_BOOTER},
    };
    int64_t error = give_gate(EVM_SCHED, component(EVM_SCHED)->gates[0], sched_token(id), id,
                              COS_SLOT_SCHED);

    for (unsigned i = 0; i < sizeof gates / sizeof gates[0] && error == 0; i++) {
        uint64_t target = gates[i].target;

        if (target != EVM_BOOTER || may_call_booter(id))
            error = give_gate(target, component(target)->gates[0], id, id, gates[i].slot);
    }
    if (error == 0 && component(id)->flags & EVM_DEVICES)
        error = give_gate(EVM_BOOTER, component(EVM_BOOTER)->gates[1], id, id, COS_SLOT_BOOTER);
    return error == 0 ? connect_console(id) : error;
}

/* Sends its faults to the supervisor, and lets that read its memory and end it. (table_fill() has
 * given it the thread, but for the console's.) */
static int64_t connect_supervisor(uint64_t id)
{
    int64_t error = cos_make_gate(SLOT_COMP(EVM_SUPERVISOR), SLOT_SCRATCH,
                                  component(EVM_SUPERVISOR)->fault_gate, id);

    error = error == 0 ? cos_endpoint(SLOT_ENDPOINTS(EVM_SUPERVISOR), 0, SLOT_LINE,
                                      SUPERVISOR_EVENT_FAULT, COS_RIGHT_SIGNAL)
                       : error;
    error = error == 0 ? cos_comp_fault(SLOT_COMP(id), SLOT_SCRATCH, SLOT_LINE) : error;
    cos_cap_drop(COS_BOOT_SLOT_COMP, SLOT_LINE);
    if (error == 0 && grants_count(id, EVM_GRANT_PCI) != 0)
        error = give(SLOT_SCRATCH, id, COS_SLOT_FAULT, 0, 0);
    cos_cap_drop(COS_BOOT_SLOT_COMP, SLOT_SCRATCH);
    error = error == 0
                ? give(SLOT_PT(id), EVM_SUPERVISOR, SUPERVISOR_SLOT_PT(id), COS_RIGHT_READ, 0)
                : error;
    if (error == 0 && id == EVM_CONSOLE)
        error = give(SLOT_CONSOLE, EVM_SUPERVISOR, SUPERVISOR_SLOT_THREAD(id), COS_RIGHT_READ, 0);
    return error == 0 && !evm_is_vital(id)
               ? give(SLOT_COMP(id), EVM_SUPERVISOR, SUPERVISOR_SLOT_COMP(id), COS_RIGHT_MANAGE, 0)
               : error;
}

/* Gives all others a gate to the console's new life. Those that have ended need none. */
static int64_t reconnect_console(void)
{
    int64_t error = 0;

    for (uint64_t id = EVM_SUPERVISOR; id < image()->component_count && error == 0; id++) {
        stop_others();
        error = alive[id] ? connect_console(id) : 0;
        release_others();
        error = has_ended(id) ? 0 : error;
    }
    return error;
}

int64_t table_connect(uint64_t id)
{
    int64_t error = connect_supervisor(id);

    if (id == EVM_BOOTER && error == 0) { /* the kernel made its table */
        return give_gate(EVM_SCHED, component(EVM_SCHED)->gates[0], sched_token(id), id,
                         SLOT_SCHED);
    }
    error = error == 0 ? connect_root(id) : error;
    if (error == 0 && id == EVM_CONSOLE && lives[id] > 1)
        error = reconnect_console();
    for (uint64_t other = 0; other < image()->component_count && error == 0; other++)
        if (alive[other] && other != EVM_BOOTER)
            error = connect_peers(other, id);
    return error;
}
