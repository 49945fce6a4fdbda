/* SPDX-License-Identifier: BSD-2-Clause */
/* The layout of a component's address space, and the page-table nodes that it takes. */
#include "common.h"

#include <board.h>
#include <cos/clock.h>
#include <device_work.h>

#define READ (COS_RIGHT_READ)
#define RW   (COS_RIGHT_READ | COS_RIGHT_WRITE)

/* Blobs go where they need the fewest page-table nodes: after the start page, between the stacks
 * and the program, or high up, where any fit. */
#define BLOBS_LOW     (COS_START + COS_PAGE_SIZE)
#define BLOBS_LOW_END COS_STACK_AREA
#define BLOBS_MIDDLE  COS_STACKS_END
#define BLOBS_HIGH    (1ull << 45)

uint64_t clock_page;

const struct evm_segment *writable_segment(const struct evm_component *c)
{
    const struct evm_segment *last = segments_of(c) + c->segment_count - 1;

    return c->segment_count > 0 && (last->rights & EVM_SEG_WRITE) ? last : NULL;
}

uint64_t own_pages(const struct evm_component *c)
{
    const struct evm_segment *rw = writable_segment(c);

    return (rw != NULL ? (uint64_t)rw->pages + c->ram_pages : 0) + c->stack_pages;
}

uint64_t callers_count(const struct evm_component *c)
{
    uint64_t count = 0;

    for (unsigned set = 0; set < COS_STACK_SETS; set++)
        for (uint64_t left = c->callers[set]; left != 0; left &= left - 1)
            count++;
    return count;
}

uint64_t memory_pages(const struct evm_component *c)
{
    return own_pages(c) + callers_count(c);
}

static bool fits(uint64_t pages, uint64_t from, uint64_t to)
{
    return from < to && pages <= (to - from) >> COS_PAGE_SHIFT;
}

uint64_t blobs_start(const struct evm_component *c)
{
    uint64_t pages = 0, program = c->segment_count > 0 ? segments_of(c)[0].address : 0;

    for (uint32_t i = 0; i < c->blob_count; i++)
        pages += pages_of(blobs_of(c)[i].bytes);
    return fits(pages, BLOBS_LOW, BLOBS_LOW_END) ? BLOBS_LOW
           : fits(pages, BLOBS_MIDDLE, program)  ? BLOBS_MIDDLE
                                                 : BLOBS_HIGH;
}

static int64_t visit_image(uint64_t id, uint64_t address, uint64_t page, uint64_t pages,
                           uint32_t rights, visitor *visit, void *context)
{
    struct range range = {address, pages, COS_BOOT_SLOT_IMAGE, page, rights};

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

int64_t space_callers(uint64_t id, uint64_t slot, uint64_t page, visitor *visit, void *context)
{
    int64_t error = 0;

    for (unsigned set = 0; set < COS_STACK_SETS; set++) {
        for (uint64_t left = component(id)->callers[set]; left != 0 && error == 0;
             left &= left - 1) {
            uint64_t address = COS_STACK_LOW(set, (uint64_t)__builtin_ctzll(left));

            error = visit(id, &(struct range){address, 1, slot, page++, RW}, context);
        }
    }
    return error;
}

/* The first thread's stack, at the end of the component's own memory, and those for callers. */
static int64_t visit_stacks(uint64_t id, visitor *visit, void *context)
{
    const struct run *memory = &runs[id][RUN_MEMORY];
    uint64_t pages = component(id)->stack_pages, end = memory->first + own_pages(component(id));
    struct range own = {COS_STACK_TOP - pages * COS_PAGE_SIZE, pages, SLOT_RAM(memory->ram),
                        end - pages, RW};
    int64_t error = pages > 0 ? visit(id, &own, context) : 0;

    return error == 0 ? space_callers(id, SLOT_RAM(memory->ram), end, visit, context) : error;
}

/* The image's header, for console and supervisor, which need names, and `devices`, which needs
 * grants; for the supervisor also the symbols of all components. */
static int64_t visit_header(uint64_t id, visitor *visit, void *context)
{
    int64_t error = 0;

    if (id == EVM_CONSOLE || id == EVM_SUPERVISOR || component(id)->flags & EVM_DEVICES)
        error = visit_image(id, COS_IMAGE, 0, image()->header_pages, READ, visit, context);
    for (uint64_t other = 0; id == EVM_SUPERVISOR && other < image()->component_count && error == 0;
         other++) {
        const struct evm_component *c = component(other);

        error = visit_image(id, COS_IMAGE + (uint64_t)c->symbols * COS_PAGE_SIZE, c->symbols,
                            c->symbol_pages, READ, visit, context);
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
            struct range range = {s->address, s->pages + c->ram_pages, SLOT_RAM(memory->ram),
                                  memory->first, RW};

            error = visit(id, &range, context);
        } else {
            error = visit_image(id, s->address, s->page, s->pages, s->rights, visit, context);
        }
    }
    return error;
}

/* The links that the owner shares with component `id`, which may be the owner. */
static int64_t visit_links(uint64_t id, uint64_t owner, visitor *visit, void *context)
{
    struct link link;
    int64_t error = 0;

    for (unsigned i = 0; error == 0 && link_at(owner, i, &link); i++) {
        struct range range = {link.address, link.pages, SLOT_RAM(runs[owner][RUN_LINKS].ram),
                              link.page, RW};

        if (owner == id || link.peer == id)
            error = visit(id, &range, context);
    }
    return error;
}

/* What outlives `devices`, for that component. */
static int64_t visit_tables(uint64_t id, visitor *visit, void *context)
{
    const struct run *tables = &runs[EVM_BOOTER][RUN_DMA];
    struct range range = {WORK_TABLES, tables->pages, SLOT_RAM(tables->ram), tables->first, RW};
    bool has = component(id)->flags & EVM_DEVICES && tables->pages > 0;

    return has ? visit(id, &range, context) : 0;
}

/* What outlives even a reset of the machine, for the supervisor. */
static int64_t visit_record(uint64_t id, visitor *visit, void *context)
{
    const struct run *record = &runs[EVM_BOOTER][RUN_MEMORY];
    struct range range = {BOARD_RECORD, record->pages, SLOT_RAM(record->ram), record->first, RW};

    return id == EVM_SUPERVISOR && record->pages > 0 ? visit(id, &range, context) : 0;
}

int64_t space_ranges(uint64_t id, visitor *visit, void *context)
{
    const struct run *objects = &runs[id][RUN_OBJECTS];
    struct range start = {COS_START, 1, SLOT_RAM(objects->ram), objects->first, READ};
    bool low = blobs_start(component(id)) == BLOBS_LOW;
    int64_t error = visit_image(id, COS_CLOCK, clock_page, 1, READ, visit, context);

    error = error == 0 ? visit(id, &start, context) : error;
    error = error == 0 && low ? visit_blobs(id, visit, context) : error;
    error = error == 0 ? visit_stacks(id, visit, context) : error;
    error = error == 0 && !low ? visit_blobs(id, visit, context) : error;
    error = error == 0 ? visit_segments(id, visit, context) : error;
    error = error == 0 ? visit_header(id, visit, context) : error;
    for (uint64_t owner = 0; owner < image()->component_count && error == 0; owner++)
        error = visit_links(id, owner, visit, context);
    error = error == 0 ? visit_tables(id, visit, context) : error;
    return error == 0 ? visit_record(id, visit, context) : error;
}

/* ---- Page-table nodes ---- */

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

/* Exact for ascending ranges; else it may count a node twice, and the surplus frame is given back
 * later. */
static int64_t count_nodes(uint64_t id, const struct range *range, void *context)
{
    struct node_count *count = context;

    (void)id;
    for (unsigned level = 0; level < LEVELS; level++) {
        uint64_t first = (range->address >> node_shift(level)) + 1;
        uint64_t last = ((range->address + range->pages * COS_PAGE_SIZE - 1) >> node_shift(level)) +
                        1;

        count->nodes += last - first + 1 - (first == count->last[level] ? 1 : 0);
        count->last[level] = last;
    }
    return 0;
}

uint64_t space_nodes(uint64_t id)
{
    struct node_count count = {0};

    space_ranges(id, count_nodes, &count);
    return count.nodes;
}
