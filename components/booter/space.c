/* SPDX-License-Identifier: BSD-2-Clause */
/* Address spaces: page tables, and the initial contents of a component's memory. */
#include "common.h"
#include "described.h"

#include <cos/abi.h>
#include <cos/string.h>
#include <cos/syscall.h>

#define RW (COS_RIGHT_READ | COS_RIGHT_WRITE)

/* A window in the booter's own address space on frames of others: after its segments, in their
 * page-table node. */
#define WINDOW       ((char *)0x5c0000)
#define WINDOW_PAGES 16

/* Makes the page-table nodes on the way to an address, of frames of a run. */
static int64_t grow(uint64_t pagetable, uint64_t address, struct run *objects)
{
    for (;;) {
        int64_t level;

        if (objects->used == objects->pages)
            return -COS_ENOMEM;
        level = cos_pt_grow(pagetable, address, SLOT_RAM(objects->ram),
                            objects->first + objects->used);
        if (level < 0)
            return level == -COS_EEXIST ? 0 : level;
        objects->used++;
        if (level == 1)
            return 0;
    }
}

int64_t space_map_range(uint64_t pagetable, struct run *nodes, const struct range *range)
{
    uint64_t done = 0;

    while (done < range->pages) {
        uint64_t address = range->address + done * COS_PAGE_SIZE, left = range->pages - done;
        uint64_t batch = left < COS_MAP_BATCH ? left : COS_MAP_BATCH;
        int64_t mapped = cos_map(pagetable, address, range->slot, range->page + done, range->rights,
                                 batch);

        if (mapped == -COS_ENOENT)
            mapped = grow(pagetable, address, nodes);
        if (mapped < 0)
            return mapped;
        done += (uint64_t)mapped;
    }
    return 0;
}

/* Progress of the mapping of an address space. */
struct mapping {
    uint64_t skip; /* pages to skip, as earlier steps have mapped them */
    uint64_t *done;
};

static int64_t map_range(uint64_t id, const struct range *range, void *context)
{
    struct mapping *mapping = context;
    uint64_t skip = mapping->skip < range->pages ? mapping->skip : range->pages;
    struct range part = {range->address + skip * COS_PAGE_SIZE, 0, range->slot, range->page + skip,
                         range->rights};
    int64_t error;

    mapping->skip -= skip;
    for (uint64_t left = range->pages - skip; left > 0; left -= part.pages) {
        part.pages = left < COS_MAP_BATCH ? left : COS_MAP_BATCH;
        error = space_map_range(SLOT_PT(id), &runs[id][RUN_OBJECTS], &part);
        if (error != 0)
            return error;
        *mapping->done += part.pages;
        if (step_is_over())
            return BOOTER_MORE;
        part.address += part.pages * COS_PAGE_SIZE;
        part.page += part.pages;
    }
    return 0;
}

int64_t space_map(uint64_t id, uint64_t *done)
{
    struct mapping mapping = {*done, done};

    return space_ranges(id, map_range, &mapping);
}

/* ---- Contents ---- */

int64_t window_init(void)
{
    return grow(COS_BOOT_SLOT_PT, (uint64_t)WINDOW, &runs[EVM_BOOTER][RUN_OBJECTS]);
}

static int64_t map_own(uint64_t id, const struct range *range, void *context)
{
    (void)context;
    return space_map_range(COS_BOOT_SLOT_PT, &runs[id][RUN_OBJECTS], range);
}

uint64_t booter_callers; /* in place of cos_start.callers[0] */

int64_t callers_init(void)
{
    struct run *own = &runs[EVM_BOOTER][RUN_OBJECTS];
    uint32_t first = own->first + own->used;
    int64_t error;

    own->used += (uint32_t)callers_count(component(EVM_BOOTER));
    error = space_callers(EVM_BOOTER, SLOT_RAM(own->ram), first, map_own, NULL);
    booter_callers = component(EVM_BOOTER)->callers[0];
    return error;
}

/* Copies pages of its memory from the image, from page `done` on. Returns how many. */
static int64_t copy_from_image(const struct run *memory, const struct evm_segment *s, uint64_t done)
{
    uint64_t left = s->file_pages - done, batch = left < WINDOW_PAGES ? left : WINDOW_PAGES;
    int64_t mapped = cos_map(COS_BOOT_SLOT_PT, (uint64_t)WINDOW, SLOT_RAM(memory->ram),
                             memory->first + done, RW, batch);

    if (mapped > 0) {
        memcpy(WINDOW, image_page(s->page + (uint32_t)done), (size_t)mapped * COS_PAGE_SIZE);
        cos_unmap(COS_BOOT_SLOT_PT, (uint64_t)WINDOW, (uint64_t)mapped);
    }
    return mapped == 0 ? -COS_EBUSY : mapped;
}

/* Takes an executable page of the image out of all address spaces, or puts it back: the kernel
 * allows no writable mapping of an executable page. */
static void hide_page(uint64_t page, bool hide)
{
    for (uint64_t id = EVM_SCHED; id < image()->component_count; id++) {
        const struct evm_component *c = component(id);

        for (uint32_t i = 0; i < c->segment_count && runs[id][RUN_OBJECTS].pages != 0; i++) {
            const struct evm_segment *s = segments_of(c) + i;
            uint64_t address = s->address + (page - s->page) * COS_PAGE_SIZE;

            if (!(s->rights & EVM_SEG_EXEC) || page < s->page || page - s->page >= s->pages)
                continue;
            if (hide)
                cos_unmap(SLOT_PT(id), address, 1);
            else
                cos_map(SLOT_PT(id), address, COS_BOOT_SLOT_IMAGE, page, s->rights, 1);
        }
    }
}

int64_t space_repair(uint64_t page, uint64_t from)
{
    int64_t mapped;

    stop_others(); /* they may need the page */
    hide_page(page, true);
    mapped = cos_map(COS_BOOT_SLOT_PT, (uint64_t)WINDOW, COS_BOOT_SLOT_IMAGE, page, RW, 1);
    if (mapped == 1) {
        memcpy(WINDOW, image_page(from), COS_PAGE_SIZE);
        cos_unmap(COS_BOOT_SLOT_PT, (uint64_t)WINDOW, 1);
    }
    hide_page(page, false);
    release_others();
    return mapped < 0 ? mapped : mapped == 1 ? 0 : -COS_EBUSY;
}

const uint8_t *space_look(uint64_t physical, uint64_t bytes)
{
    uint64_t pages = pages_of(physical % COS_PAGE_SIZE + bytes);

    space_unlook();
    if (pages > WINDOW_PAGES ||
        cos_map(COS_BOOT_SLOT_PT, (uint64_t)WINDOW, COS_BOOT_SLOT_DEVICE,
                physical >> COS_PAGE_SHIFT, COS_RIGHT_READ, pages) != (int64_t)pages)
        return NULL;
    return (const uint8_t *)WINDOW + physical % COS_PAGE_SIZE;
}

void space_unlook(void)
{
    cos_unmap(COS_BOOT_SLOT_PT, (uint64_t)WINDOW, WINDOW_PAGES);
}

uint64_t space_image_address(uint64_t page)
{
    return cos_region_info(COS_BOOT_SLOT_IMAGE, page).v2;
}

static void fill_start(uint64_t id, struct cos_start *start)
{
    const struct evm_component *c = component(id);
    const struct evm_segment *rw = writable_segment(c);
    uint64_t address = blobs_start(c);
    struct link link;

    memcpy(start->name, c->name, sizeof start->name);
    start->id = (uint32_t)id;
    start->blob_count = c->blob_count;
    start->watchdog = c->watchdog;
    start->pci_count = described_copy(start->pci);
    memcpy(start->callers, c->callers, sizeof start->callers);
    start->stack_pages = c->stack_pages;
    start->tsc_hz = boot_info()->tsc_hz;
    start->boot_tsc = boot_info()->boot_tsc;
    start->calibration = boot_info()->calibration;
    start->kernel_pages = boot_info()->kernel_pages;
    if (rw != NULL) {
        start->rw_start = rw->address;
        start->rw_pages = rw->pages;
        start->ram_start = rw->address + (uint64_t)rw->pages * COS_PAGE_SIZE;
        start->ram_pages = c->ram_pages;
    }
    for (uint32_t i = 0; i < c->blob_count; i++) {
        const struct evm_blob *blob = blobs_of(c) + i;

        memcpy(start->blobs[i].name, blob->name, sizeof blob->name);
        start->blobs[i].address = address;
        start->blobs[i].bytes = blob->bytes;
        address += pages_of(blob->bytes) * COS_PAGE_SIZE;
    }
    for (; link_with(id, start->link_count, &link); start->link_count++) {
        start->links[start->link_count] = (struct cos_link){
            (uint32_t)link.owner, (uint32_t)link.peer, link.address, link.pages * COS_PAGE_SIZE};
    }
}

int64_t space_start(uint64_t id)
{
    struct run *objects = &runs[id][RUN_OBJECTS];
    uint32_t page = run_take(objects);
    int64_t error = cos_zero(SLOT_RAM(objects->ram), page);

    if (error != 0)
        return error;
    error = cos_map(COS_BOOT_SLOT_PT, (uint64_t)WINDOW, SLOT_RAM(objects->ram), page, RW, 1);
    if (error < 0)
        return error;
    fill_start(id, (struct cos_start *)WINDOW);
    cos_unmap(COS_BOOT_SLOT_PT, (uint64_t)WINDOW, 1);
    return 0;
}

/* At boot the stacks of root components, at the end of their memory, need no zeroing: no component
 * has had these frames before. */
static uint64_t pages_to_clear(uint64_t id)
{
    const struct evm_component *c = component(id);

    return id <= EVM_SUPERVISOR && lives[id] == 1 ? own_pages(c) - c->stack_pages : memory_pages(c);
}

int64_t space_fill(uint64_t id, uint64_t *done)
{
    const struct evm_segment *rw = writable_segment(component(id));
    const struct run *memory = &runs[id][RUN_MEMORY];
    uint64_t end = pages_to_clear(id);

    while (*done < end) {
        bool copied = rw != NULL && *done < rw->file_pages;
        int64_t result = copied ? copy_from_image(memory, rw, *done)
                                : cos_zero(SLOT_RAM(memory->ram), memory->first + *done);

        if (result < 0)
            return result;
        *done += copied ? (uint64_t)result : 1;
        if (step_is_over())
            return BOOTER_MORE;
    }
    return 0;
}

/* From the first page up: lib/link relies on it. */
int64_t links_clear(uint64_t owner, uint64_t *done)
{
    const struct run *links = &runs[owner][RUN_LINKS];
    int64_t error = 0;

    while (*done < links->pages && error == 0) {
        error = cos_zero(SLOT_RAM(links->ram), links->first + *done);
        ++*done;
        if (error == 0 && step_is_over())
            return BOOTER_MORE;
    }
    return error;
}
