/* SPDX-License-Identifier: BSD-2-Clause */
/* The order of things at boot. */
#include "common.h"
#include "domains.h"
#include "work.h"

#include <cos/abi.h>
#include <cos/syscall.h>

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
    error = error == 0 ? domains_begin(own) : error;
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

/* Those with devices begin when `devices` has found these, and those that are after others when
 * these are ready: the supervisor has them made. */
static bool starts_at_boot(uint64_t id)
{
    const struct evm_component *c = component(id);

    return !(c->flags & EVM_DORMANT) && c->after == 0 && !needs_devices(id);
}

/* Takes the frames of all links, for good. Clears those of owners that do not start at boot, as
 * peers may use these before their owner is created. */
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

/* Takes the frames that outlive `devices`, for good, and clears them. */
static void make_tables(void)
{
    const struct run *tables = &runs[EVM_BOOTER][RUN_DMA];
    int64_t error = tables_allocate();

    for (uint32_t page = 0; page < tables->pages && error == 0; page++)
        error = cos_zero(SLOT_RAM(tables->ram), tables->first + page);
    if (error != 0)
        give_up("not enough memory for the tables of the IOMMU; give the machine more");
}

/* Makes the component, or finds its place in memory, which it then gets later. */
static void make(uint64_t id)
{
    bool now = starts_at_boot(id);
    int64_t error = now ? component_create(id) : component_allocate(id);

    require_made(error, id);
    if (!now)
        component_free(id);
}

static void start_all(void)
{
    for (uint64_t id = EVM_SCHED; id < image()->component_count; id++)
        if (!(component(id)->flags & EVM_DORMANT))
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
    make_tables();
    start_all();
    do {
        out = cos_dispatch(SLOT_SCHED_THREAD, COS_FOREVER, 0);
    } while (out.result >= 0 && out.result != COS_CAUSE_EXITED);
    give_up("the scheduler has ended");
}
