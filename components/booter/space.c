/* SPDX-License-Identifier: BSD-2-Clause */
/* Address spaces: what a component sees where, its page tables, and what its memory holds at the start. */
#include "common.h"

#include <cos/abi.h>
#include <cos/string.h>
#include <cos/syscall.h>

#define READ (COS_RIGHT_READ)
#define RW   (COS_RIGHT_READ | COS_RIGHT_WRITE)

#define BLOBS_LOW     (COS_START + COS_PAGE_SIZE) /* shares its page-table node with the start page */
#define BLOBS_LOW_END 0x200000
#define BLOBS_HIGH    (1ull << 45)

/* Part of the booter's own address space, for a look at frames of others: behind its segments, in their page-table node. */
#define WINDOW       ((char *)0x5c0000)
#define WINDOW_PAGES COS_MAP_BATCH

typedef int64_t visitor(uint64_t id, const struct range *range, void *context);

const struct evm_segment *writable_segment(const struct evm_component *c)
{
    const struct evm_segment *last = segments_of(c) + c->segment_count - 1;

    return c->segment_count > 0 && (last->rights & EVM_SEG_WRITE) ? last : NULL;
}

static uint64_t blobs_start(const struct evm_component *c)
{
    uint64_t pages = 0;

    for (uint32_t i = 0; i < c->blob_count; i++) {
        pages += pages_of(blobs_of(c)[i].bytes);
    }
    return pages <= (BLOBS_LOW_END - BLOBS_LOW) >> COS_PAGE_SHIFT ? BLOBS_LOW : BLOBS_HIGH;
}

/* ---- What it sees ---- */

static int64_t visit_image(uint64_t id, uint64_t address, uint64_t page, uint64_t pages, uint32_t rights, visitor *visit,
                           void *context)
{
    struct range range = { address, pages, COS_BOOT_SLOT_IMAGE, page, rights };

    return pages > 0 ? visit(id, &range, context) : 0;
}

static int64_t visit_blobs(uint64_t id, visitor *visit, void *context)
{
    const struct evm_component *c = component(id);
    uint64_t address = blobs_start(c);
    int64_t error = 0;

    for (uint32_t i = 0; i < c->blob_count && error == 0; i++) {
        uint64_t pages = pages_of(blobs_of(c)[i].bytes);

        error = visit_image(id, address, blobs_of(c)[i].page, pages, READ, visit, context);
        address += pages * COS_PAGE_SIZE;
    }
    return error;
}

/* The image's header, for those who need names; and for the supervisor the symbols of everybody. */
static int64_t visit_header(uint64_t id, visitor *visit, void *context)
{
    int64_t error = 0;

    if (id == EVM_CONSOLE || id == EVM_SUPERVISOR) {
        error = visit_image(id, COS_IMAGE, 0, image()->header_pages, READ, visit, context);
    }
    for (uint64_t other = 0; id == EVM_SUPERVISOR && other < image()->component_count && error == 0; other++) {
        const struct evm_component *c = component(other);

        error = visit_image(id, COS_IMAGE + (uint64_t)c->symbols * COS_PAGE_SIZE, c->symbols, c->symbol_pages, READ, visit,
                            context);
    }
    return error;
}

static int64_t visit_segments(uint64_t id, visitor *visit, void *context)
{
    const struct evm_component *c = component(id);
    const struct run *memory = &runs[id][RUN_MEMORY];
    int64_t error = 0;

    for (uint32_t i = 0; i < c->segment_count && error == 0; i++) {
        const struct evm_segment *s = segments_of(c) + i;

        if (s->rights & EVM_SEG_WRITE) {
            struct range range = { s->address, s->pages + c->ram_pages, SLOT_RAM(memory->ram), memory->first, RW };

            error = visit(id, &range, context);
        } else {
            error = visit_image(id, s->address, s->page, s->pages, s->rights, visit, context);
        }
    }
    return error;
}

int64_t space_ranges(uint64_t id, visitor *visit, void *context)
{
    const struct run *objects = &runs[id][RUN_OBJECTS];
    struct range start = { COS_START, 1, SLOT_RAM(objects->ram), objects->first, READ };
    int64_t error = visit(id, &start, context);

    error = error == 0 ? visit_blobs(id, visit, context) : error;
    error = error == 0 ? visit_segments(id, visit, context) : error;
    return error == 0 ? visit_header(id, visit, context) : error;
}

/* ---- Page tables ---- */

#define LEVELS 3 /* of nodes below the root */

struct node_count {
    uint64_t nodes;
    uint64_t last[LEVELS]; /* number of the node counted last, plus one */
};

/* Address bits that one node of a level covers: 21, 30, 39. */
static unsigned node_shift(unsigned level)
{
    return COS_PAGE_SHIFT + 9 * (level + 1);
}

/* Exact for ascending ranges; else it may count a node twice, and a frame is given back later. */
static int64_t count_nodes(uint64_t id, const struct range *range, void *context)
{
    struct node_count *count = context;

    (void)id;
    for (unsigned level = 0; level < LEVELS; level++) {
        uint64_t first = (range->address >> node_shift(level)) + 1;
        uint64_t last = ((range->address + range->pages * COS_PAGE_SIZE - 1) >> node_shift(level)) + 1;

        count->nodes += last - first + 1 - (first == count->last[level] ? 1 : 0);
        count->last[level] = last;
    }
    return 0;
}

uint64_t space_nodes(uint64_t id)
{
    struct node_count count = { 0 };

    space_ranges(id, count_nodes, &count);
    return count.nodes;
}

/* Makes the nodes on the way to an address, from a run. */
static int64_t grow(uint64_t pagetable, uint64_t address, struct run *objects)
{
    for (;;) {
        int64_t level;

        if (objects->used == objects->pages) {
            return -COS_ENOMEM;
        }
        level = cos_pt_grow(pagetable, address, SLOT_RAM(objects->ram), objects->first + objects->used);
        if (level < 0) {
            return level == -COS_EEXIST ? 0 : level;
        }
        objects->used++;
        if (level == 1) {
            return 0;
        }
    }
}

static int64_t map_range(uint64_t id, const struct range *range, void *context)
{
    struct run *objects = &runs[id][RUN_OBJECTS];
    uint64_t done = 0;

    (void)context;
    while (done < range->pages) {
        uint64_t address = range->address + done * COS_PAGE_SIZE, left = range->pages - done;
        uint64_t batch = left < COS_MAP_BATCH ? left : COS_MAP_BATCH;
        int64_t mapped = cos_map(SLOT_PT(id), address, range->slot, range->page + done, range->rights, batch);

        if (mapped == -COS_ENOENT) {
            mapped = grow(SLOT_PT(id), address, objects);
        }
        if (mapped < 0) {
            return mapped;
        }
        done += (uint64_t)mapped;
    }
    return 0;
}

int64_t space_map(uint64_t id)
{
    return space_ranges(id, map_range, NULL);
}

/* ---- Contents ---- */

int64_t window_init(void)
{
    return grow(COS_BOOT_SLOT_PT, (uint64_t)WINDOW, &runs[EVM_BOOTER][RUN_OBJECTS]);
}

static int64_t copy_from_image(const struct run *memory, const struct evm_segment *s)
{
    for (uint32_t done = 0; done < s->file_pages; done += WINDOW_PAGES) {
        uint32_t left = s->file_pages - done, batch = left < WINDOW_PAGES ? left : WINDOW_PAGES;
        int64_t mapped = cos_map(COS_BOOT_SLOT_PT, (uint64_t)WINDOW, SLOT_RAM(memory->ram), memory->first + done, RW, batch);

        if (mapped != (int64_t)batch) {
            return mapped < 0 ? mapped : -COS_EBUSY;
        }
        memcpy(WINDOW, image_page(s->page + done), (size_t)batch * COS_PAGE_SIZE);
        cos_unmap(COS_BOOT_SLOT_PT, (uint64_t)WINDOW, batch);
    }
    return 0;
}

static void fill_start(uint64_t id, struct cos_start *start)
{
    const struct evm_component *c = component(id);
    const struct evm_segment *rw = writable_segment(c);
    uint64_t address = blobs_start(c);

    memcpy(start->name, c->name, sizeof start->name);
    start->id = (uint32_t)id;
    start->blob_count = c->blob_count;
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
}

static int64_t write_start(uint64_t id)
{
    struct run *objects = &runs[id][RUN_OBJECTS];
    uint32_t page = run_take(objects);
    int64_t error = cos_zero(SLOT_RAM(objects->ram), page);

    if (error != 0) {
        return error;
    }
    error = cos_map(COS_BOOT_SLOT_PT, (uint64_t)WINDOW, SLOT_RAM(objects->ram), page, RW, 1);
    if (error < 0) {
        return error;
    }
    fill_start(id, (struct cos_start *)WINDOW);
    cos_unmap(COS_BOOT_SLOT_PT, (uint64_t)WINDOW, 1);
    return 0;
}

int64_t space_fill(uint64_t id)
{
    const struct evm_segment *rw = writable_segment(component(id));
    const struct run *memory = &runs[id][RUN_MEMORY];
    int64_t error = write_start(id);

    if (error == 0 && rw != NULL) {
        error = copy_from_image(memory, rw);
    }
    for (uint32_t page = rw != NULL ? rw->file_pages : 0; page < memory->pages && error == 0; page++) {
        error = cos_zero(SLOT_RAM(memory->ram), memory->first + page);
    }
    return error;
}
