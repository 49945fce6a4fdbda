/* SPDX-License-Identifier: BSD-2-Clause */
/* Makes components. */
#include "common.h"
#include "described.h"
#include "domains.h"
#include "loans.h"
#include "ranges.h"
#include "work.h"

#include <cos/abi.h>
#include <cos/syscall.h>
#include <sched.h>

static uint32_t component_flags(const struct evm_component *c)
{
    return (evm_is_vital(c->kind) ? COS_COMP_ROOT : 0) | (c->flags & EVM_FPU ? COS_COMP_FPU : 0) |
           (c->flags & EVM_NOINTR ? COS_COMP_NOINTR : 0) |
           (c->flags & EVM_STRICT ? COS_COMP_STRICT : 0);
}

static int64_t make_component(uint64_t id)
{
    struct run *objects = &runs[id][RUN_OBJECTS];
    uint64_t ram = SLOT_RAM(objects->ram);
    int64_t error = cos_make_pagetable(ram, run_take(objects), SLOT_PT(id), 0);

    if (error == 0) {
        error = cos_make_comp(ram, run_take(objects), SLOT_COMP(id), SLOT_PT(id),
                              component_flags(component(id)), id);
    }
    for (uint64_t node = 0; node < table_nodes(id) && error == 0; node++)
        error = cos_cap_grow(SLOT_COMP(id), node * COS_NODE_SLOTS, ram, run_take(objects));
    return error;
}

static int64_t bind_thread(uint64_t id)
{
    const struct evm_component *c = component(id);
    const struct run *memory = &runs[id][RUN_MEMORY];

    if (!(c->flags & EVM_VCPU))
        return cos_thread_bind(SLOT_THREAD, SLOT_ENDPOINTS(id), 0, 0);
    return cos_thread_bind(SLOT_THREAD, SLOT_ENDPOINTS(id), SLOT_RAM(memory->ram),
                           memory->first +
                               ((c->vcpu - writable_segment(c)->address) >> COS_PAGE_SHIFT));
}

static int64_t make_thread(uint64_t id)
{
    struct run *objects = &runs[id][RUN_OBJECTS];
    uint64_t ram = SLOT_RAM(objects->ram);
    int64_t error = cos_make_thread(ram, run_take(objects), SLOT_THREAD, SLOT_COMP(id),
                                    component(id)->entry, id, COS_START);

    error = error == 0 ? cos_make_endpoints(ram, run_take(objects), SLOT_ENDPOINTS(id)) : error;
    return error == 0 ? bind_thread(id) : error;
}

/* ---- Stages ---- */

/* One stage, as the descriptions of devices and the scratch slots serve one component at a time. */
static int64_t make_objects(uint64_t id, uint64_t *done)
{
    int64_t error = described_fetch(id);

    (void)done;
    error = error == 0 ? space_start(id) : error;
    error = error == 0 ? make_component(id) : error;
    error = error == 0 ? make_thread(id) : error;
    error = error == 0 ? table_fill(id) : error;
    error = error == 0 ? described_give(id) : error;
    cos_cap_drop(COS_BOOT_SLOT_COMP, SLOT_THREAD);
    return error;
}

/* Gives its devices an empty page table of their own. *done: the table has been made. */
static int64_t attach(uint64_t id, uint64_t *done)
{
    uint64_t more;
    int64_t error = 0;

    if (*done == 0 && domain_exists(id))
        error = domain_make(id);
    *done = 1;
    error = error == 0 ? work_ask(id, WORK_ATTACH, domain_node(id), &more) : error;
    if (error != -COS_EBUSY)
        work_forget(id);
    return error;
}

static int64_t attach_devices(uint64_t id, uint64_t *done)
{
    int64_t error = grants_count(id, EVM_GRANT_PCI) != 0 ? attach(id, done) : 0;

    if (error == 0) {
        runs[id][RUN_OBJECTS].pages = runs[id][RUN_OBJECTS].used;
        progress[id] = (struct progress){.state = STATE_MADE};
        alive[id] = true;
        if (id == devices_id())
            work_begin();
    }
    return error;
}

static int64_t (*const stages[])(uint64_t id, uint64_t *done) = {
    make_objects, space_fill, links_clear, space_map, attach_devices};

/* The last stage, and the start of the component after it, cannot be split. So they are a step of
 * their own. */
static bool needs_own_step(uint64_t id)
{
    return step_is_timed() && stages[progress[id].stage] == attach_devices;
}

/* Runs stages until the step is over. */
static int64_t go_on(uint64_t id)
{
    struct progress *making = &progress[id];
    int64_t error;

    do {
        error = stages[making->stage](id, &making->done);
        if (error != 0 || making->state == STATE_MADE)
            return error;
        making->stage++;
        making->done = 0;
    } while (!step_is_over() && !needs_own_step(id));
    return BOOTER_MORE;
}

static int64_t begin(uint64_t id)
{
    int64_t error = range_mmio_clashes(id) ? -COS_EDENIED : component_allocate(id);

    work_forget(id);
    if (error == 0) {
        progress[id] = (struct progress){.state = STATE_MAKING};
        lives[id]++;
    }
    return error;
}

/* Takes back what has been made, then returns the error that stopped it. */
static int64_t undo(uint64_t id)
{
    int64_t error = progress[id].error, result = component_destroy(id);

    return result == 0 ? error : result;
}

int64_t component_due(uint64_t id, uint64_t *more)
{
    int64_t error = links_lent(id) ? -COS_EBUSY : 0;

    *more = 0;
    if (error == 0 && needs_devices(id)) {
        error = work_ask(id, WORK_DESCRIBE, 0, more);
        if (error != 0 && error != -COS_EBUSY)
            work_forget(id); /* the next attempt asks anew */
    }
    return error;
}

int64_t component_create(uint64_t id)
{
    bool begins = progress[id].state == STATE_ABSENT;
    int64_t error = begins ? begin(id) : 0;

    if (error != 0)
        return error;
    if (begins && step_is_over())
        return BOOTER_MORE;
    if (progress[id].state == STATE_MAKING) {
        error = go_on(id);
        if (error == -COS_EBUSY && stages[progress[id].stage] == attach_devices)
            return error;
        progress[id].error = error < 0 ? error : 0;
    }
    return progress[id].error != 0 ? undo(id) : error;
}

/* A component may charge owners of links to it, and components that call it, whose threads it could
 * keep; the supervisor may charge all that it makes and ends. */
static uint64_t clients_of(uint64_t id)
{
    uint64_t all = ~0ull << (EVM_SUPERVISOR + 1),
             clients = id == EVM_SUPERVISOR ? all : component(id)->callers[0] & all;
    struct link link;

    for (unsigned i = 0; i < COS_START_LINKS && link_with(id, i, &link); i++)
        clients |= link.owner != id ? 1ull << link.owner : 0;
    return clients;
}

static uint64_t payers_of(uint64_t clients)
{
    for (uint64_t id = 0; id < image()->component_count; id++)
        if (!(component(id)->flags & EVM_PAYS))
            clients &= ~(1ull << id);
    return clients;
}

/* Tells the scheduler its share of the CPU, unless it is the usual one, and whom it may charge. */
static int64_t give_share(uint64_t id)
{
    const struct evm_component *c = component(id);
    uint64_t clients = clients_of(id);
    int64_t error = 0;

    if (c->budget != 0 || c->weight != SCHED_WEIGHT)
        error = cos_call(SLOT_SCHED, SCHED_SHARE, id, c->budget | (uint64_t)c->period << 32,
                         c->weight)
                    .value;
    if (error == 0 && clients != 0)
        error = cos_call(SLOT_SCHED, SCHED_CLIENTS, id, clients, payers_of(clients)).value;
    return error;
}

int64_t component_start(uint64_t id)
{
    int64_t error = table_connect(id);

    if (error == 0 && id > EVM_SCHED)
        error = give_share(id);
    started[id] = error == 0;
    if (error == 0 && id > EVM_SCHED) {
        error = cos_call(SLOT_SCHED, SCHED_ADD, id, SCHED_SLOT_THREAD(id), component(id)->priority)
                    .value;
    }
    return error;
}
