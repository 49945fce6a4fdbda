/* SPDX-License-Identifier: BSD-2-Clause */
/* The order of things at boot. */
#include "common.h"

#include <cos/abi.h>
#include <cos/syscall.h>
#include <devices/for_booter.h>

void booter_main(void);

/* Enters the booter into its own tables as a component like the others. */
static int64_t adopt_self(void)
{
    struct run *own = &runs[EVM_BOOTER][RUN_OBJECTS];
    int64_t error = booter_allocate();

    for (uint64_t node = 0; node < OWN_NODES && error == 0; node++) {
        error = cos_cap_grow(COS_BOOT_SLOT_COMP, SLOT_COMPONENTS + node * COS_NODE_SLOTS,
                             SLOT_RAM(own->ram), run_take(own));
    }
    if (error == 0) {
        error = cos_cap_copy(COS_BOOT_SLOT_COMP, COS_BOOT_SLOT_COMP, SLOT_COMP(EVM_BOOTER),
                             COS_RIGHT_ALL, 0);
    }
    if (error == 0) {
        error = cos_cap_copy(COS_BOOT_SLOT_PT, COS_BOOT_SLOT_COMP, SLOT_PT(EVM_BOOTER),
                             COS_RIGHT_ALL, 0);
    }
    error = error == 0 ? window_init() : error;
    error = error == 0 ? callers_init() : error;
    error = error == 0 ? cos_make_endpoints(SLOT_RAM(own->ram), run_take(own), SLOT_ABSENT) : error;
    own->pages = own->used;
    alive[EVM_BOOTER] = true;
    progress[EVM_BOOTER].state = STATE_MADE;
    return error;
}

static void require_made(int64_t error, uint64_t id)
{
    const struct evm_component *c = component(id);

    if (error == -COS_ENOMEM) {
        give_up("not enough memory for `%s`: it needs %u KiB beside its program and data, in one "
                "piece, and %lu KiB are free; give the machine more, or the component less "
                "(`memory:`)",
                c->name, c->ram_pages * (COS_PAGE_SIZE / 1024),
                frames_free() * (COS_PAGE_SIZE / 1024));
    }
    if (error != 0) {
        give_up("component `%s` cannot be made: the kernel says %ld (interface/cos/abi.h)", c->name,
                (long)error);
    }
}

static bool starts_at_boot(uint64_t id)
{
    return !(component(id)->flags & EVM_DORMANT);
}

/* Takes the frames of all links, for good. Clears those of dormant owners, as peers may use these
 * before their owner is created. */
static void make_links(void)
{
    for (uint64_t id = 0; id < image()->component_count; id++) {
        uint64_t done = 0;

        if (links_allocate(id) != 0) {
            give_up(
                "not enough memory for the links of `%s`: %lu KiB are free, but not in one piece "
                "that is large enough; give the machine more, or the links less (`link:`)",
                component(id)->name, frames_free() * (COS_PAGE_SIZE / 1024));
        }
        require_made(starts_at_boot(id) ? 0 : links_clear(id, &done), id);
    }
}

/* A component does not start without its devices; the others do. */
static bool has_devices(uint64_t id)
{
    const struct evm_grant *g = devices_missing(id);

    if (g != NULL) {
        warn("`%s` is not started: this machine lacks its PCI device %04lx:%04lx:%lu "
             "(vendor:device:index); put it in, "
             "or take it out of the component's `pci:`",
             component(id)->name, (unsigned long)g->a >> 16, (unsigned long)g->a & UINT16_MAX,
             (unsigned long)g->b);
    }
    return g == NULL;
}

/* Whether it may not have its devices: only those of components that the manifest trusts may reach
 * all memory, and none may have another's resources. Called only if the component could not be
 * made, as the check accesses the devices. */
static bool is_refused(uint64_t id)
{
    struct devices_refusal refusal = devices_refusal(id);

    if (refusal.why != NULL)
        warn("`%s` is not started: %s; %s", component(id)->name, refusal.why, refusal.remedy);
    return refusal.why != NULL;
}

static void make(uint64_t id)
{
    int64_t error = component_create(id);

    if (error != -COS_EDENIED || !is_refused(id))
        require_made(error, id);
}

static void start_all(void)
{
    for (uint64_t id = EVM_SCHED; id < image()->component_count; id++)
        if (starts_at_boot(id) && has_devices(id))
            make(id);
    for (uint64_t id = EVM_BOOTER; id < image()->component_count; id++)
        if (alive[id])
            require_made(component_start(id), id);
}

void booter_main(void)
{
    struct cos_values out;

    check_image();
    check_exposures();
    require_made(adopt_self(), EVM_BOOTER);
    clock_init();
    make_links();
    devices_begin();
    start_all();
    devices_report();
    do {
        out = cos_dispatch(SLOT_SCHED_THREAD, COS_FOREVER, 0);
    } while (out.result >= 0 && out.result != COS_CAUSE_EXITED);
    give_up("the scheduler has ended");
}
