/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Memory consists of runs of pages. A free run is in the list of its bin, chosen by the power of
 * two at or below its length, and is merged with free neighbours. The descriptor of its first page
 * describes a run; so does that of its last page while it is free. A page of pieces is a run of one
 * page; its free pieces form a chain of offsets within the page.
 */
#include <stdbool.h>

#include "memory.h"

#define PIECE_LIMIT (MEMORY_PAGE / 2)
#define BINS        32
#define LARGE_BIN   4 /* runs of 16 pages and more */
#define NONE        0 /* page 0 holds descriptors, so no list contains it */

enum kind {
    INSIDE, /* of a run: not its first page nor, if it is free, its last. Initially all pages */
    FREE,
    USED,
    PIECES, /* + class */
};

struct page {
    uint32_t next, prev; /* in the list of the bin, or of the class's pages with free pieces */
    uint32_t pages;      /* length of the run */
    uint8_t kind;
    uint8_t first; /* free piece, in units of MEMORY_ALIGN; valid if not all are used */
    uint16_t used; /* pieces */
};

static const uint16_t class_bytes[] = {16,  32,  48,  64,  96,   128, 192,
                                       256, 384, 512, 768, 1024, 2048};
#define CLASSES (sizeof(class_bytes) / sizeof(class_bytes[0]))

static uint8_t class_of[PIECE_LIMIT / MEMORY_ALIGN + 1]; /* by size in units, rounded up */
static uint16_t class_count[CLASSES];                    /* pieces in a page */
static uint32_t partial[CLASSES];                        /* pages with free pieces */
static uint32_t bins[BINS];
static uint32_t bins_filled; /* bit n: bins[n] is not empty */
static struct page *pages;   /* also the address of page 0 */
static uint32_t page_count;
static size_t used_pages, peak_pages, piece_pages;

static void *address_of(uint32_t page)
{
    return (char *)pages + (size_t)page * MEMORY_PAGE;
}

static void list_add(uint32_t *list, uint32_t page)
{
    pages[page].next = *list;
    pages[page].prev = NONE;
    if (*list != NONE)
        pages[*list].prev = page;
    *list = page;
}

static void list_remove(uint32_t *list, uint32_t page)
{
    uint32_t next = pages[page].next, prev = pages[page].prev;

    if (next != NONE)
        pages[next].prev = prev;
    *(prev != NONE ? &pages[prev].next : list) = next;
}

/* ---- Runs ---- */

static unsigned bin_of(uint32_t length)
{
    return 31 - (unsigned)__builtin_clz(length);
}

static void run_add(uint32_t first, uint32_t length)
{
    struct page *ends[] = {&pages[first], &pages[first + length - 1]};

    for (unsigned i = 0; i < 2; i++) {
        ends[i]->kind = FREE;
        ends[i]->pages = length;
    }
    list_add(&bins[bin_of(length)], first);
    bins_filled |= 1u << bin_of(length);
}

static void run_remove(uint32_t first, uint32_t length)
{
    unsigned bin = bin_of(length);

    list_remove(&bins[bin], first);
    if (bins[bin] == NONE)
        bins_filled &= ~(1u << bin);
    pages[first].kind = pages[first + length - 1].kind = INSIDE;
}

/* First page at or behind `first` whose address is a multiple of `align` pages. */
static uint64_t align_up(uint32_t first, size_t align)
{
    uint64_t base = (uintptr_t)pages / MEMORY_PAGE;

    return ((base + first + align - 1) & -(uint64_t)align) - base;
}

/* Whether `length` pages aligned to `align` pages fit into the run, and where: as near to its
 * front, or to its end, as possible. */
static bool fits(uint32_t run, uint32_t length, size_t align, bool at_end, uint32_t *start)
{
    uint64_t end = (uint64_t)run + pages[run].pages, from = align_up(run, align);

    if (from + length > end)
        return false;
    *start = (uint32_t)(at_end ? from + (end - length - from) / align * align : from);
    return true;
}

/*
 * Finds a free run with `length` pages from *start on. Small requests take gaps between others, or
 * else the end of the highest run; large requests take the front of the lowest. Small pieces often
 * live long and would otherwise fragment the space for large ones.
 */
static uint32_t find_run(uint32_t length, size_t align, uint32_t *start)
{
    bool small = bin_of(length) < LARGE_BIN;
    uint32_t best = NONE, place;

    for (uint32_t filled = bins_filled & -(1u << bin_of(length)); filled != 0;
         filled &= filled - 1) {
        unsigned bin = (unsigned)__builtin_ctz(filled);

        for (uint32_t run = bins[bin]; run != NONE; run = pages[run].next) {
            if ((best == NONE || (run > best) == small) &&
                fits(run, length, align, small, &place)) {
                best = run;
                *start = place;
                if (bin < LARGE_BIN)
                    return best;
            }
        }
    }
    return best;
}

/* Returns the first page; NONE: no run fits. */
static uint32_t get_run(uint32_t length, size_t align)
{
    uint32_t start, end, run = find_run(length, align, &start);

    if (run == NONE)
        return NONE;
    end = run + pages[run].pages;
    run_remove(run, end - run);
    if (start > run)
        run_add(run, start - run);
    if (end > start + length)
        run_add(start + length, end - start - length);
    pages[start].kind = USED;
    pages[start].pages = length;
    used_pages += length;
    peak_pages = used_pages > peak_pages ? used_pages : peak_pages;
    return start;
}

static void put_run(uint32_t first)
{
    uint32_t length = pages[first].pages, end = first + length;

    used_pages -= length;
    pages[first].kind = INSIDE;
    if (end < page_count && pages[end].kind == FREE) {
        length += pages[end].pages;
        run_remove(end, pages[end].pages);
    }
    if (pages[first - 1].kind == FREE) { /* page 0 never is */
        uint32_t before = pages[first - 1].pages;

        first -= before;
        length += before;
        run_remove(first, before);
    }
    run_add(first, length);
}

/* ---- Pieces ---- */

static uint32_t piece_page(unsigned class)
{
    uint32_t page = get_run(1, 1), units = class_bytes[class] / MEMORY_ALIGN;
    uint8_t *bytes = address_of(page);

    if (page == NONE)
        return NONE;
    for (uint32_t i = 0; i < class_count[class]; i++)
        bytes[i * class_bytes[class]] = (uint8_t)((i + 1) * units);
    pages[page].kind = (uint8_t)(PIECES + class);
    pages[page].first = 0;
    pages[page].used = 0;
    list_add(&partial[class], page);
    piece_pages++;
    return page;
}

static void *take_piece(unsigned class, uint32_t index)
{
    struct page *page = &pages[index];
    uint8_t *piece = (uint8_t *)address_of(index) + page->first * MEMORY_ALIGN;

    page->first = *piece;
    if (++page->used == class_count[class])
        list_remove(&partial[class], index);
    return piece;
}

/* A separate function, so that the usual case saves no registers. */
static __attribute__((noinline)) void *take_first_piece(unsigned class)
{
    uint32_t index = piece_page(class);

    return index != NONE ? take_piece(class, index) : NULL;
}

static void *get_piece(unsigned class)
{
    uint32_t index = partial[class];

    return index != NONE ? take_piece(class, index) : take_first_piece(class);
}

/* Frees a page without used pieces, unless it is the only page of its class with free ones. */
static void put_piece(uint8_t *piece, uint32_t index)
{
    struct page *page = &pages[index];
    unsigned class = page->kind - PIECES;

    *piece = page->first;
    page->first = (uint8_t)((uintptr_t)piece % MEMORY_PAGE / MEMORY_ALIGN);
    if (page->used-- == class_count[class]) {
        list_add(&partial[class], index);
    } else if (page->used == 0 && (page->next != NONE || page->prev != NONE)) {
        list_remove(&partial[class], index);
        piece_pages--;
        put_run(index);
    }
}

/* ---- Interface ---- */

void memory_start(void *start, size_t count)
{
    uint32_t own = (uint32_t)((count * sizeof(struct page) + MEMORY_PAGE - 1) / MEMORY_PAGE);

    pages = start;
    page_count = (uint32_t)count;
    used_pages = peak_pages = own;
    if (count > own)
        run_add(own, page_count - own);
    for (unsigned class = 0, units = 0; class < CLASSES; class ++) {
        class_count[class] = MEMORY_PAGE / class_bytes[class];
        for (; units <= class_bytes[class] / MEMORY_ALIGN; units++)
            class_of[units] = (uint8_t) class;
    }
}

static size_t run_length(size_t bytes)
{
    return (bytes - (bytes != 0)) / MEMORY_PAGE + 1;
}

/* Separate for the same reason. */
static __attribute__((noinline)) void *get_pages(size_t length, size_t align)
{
    uint32_t page = length <= page_count ? get_run((uint32_t)length, align > 0 ? align : 1) : NONE;

    return page != NONE ? address_of(page) : NULL;
}

void *memory_get(size_t bytes, size_t align)
{
    if (bytes > PIECE_LIMIT || align > PIECE_LIMIT)
        return get_pages(run_length(bytes), align / MEMORY_PAGE);
    if (align > MEMORY_ALIGN) { /* rounded up to `align`, it gets a class of that alignment: class
                                 * sizes are a power of two, or three times one */
        bytes = bytes > align ? (bytes + align - 1) & -align : align;
    }
    return get_piece(class_of[(bytes + MEMORY_ALIGN - 1) / MEMORY_ALIGN]);
}

void memory_put(void *memory, size_t bytes)
{
    uintptr_t offset = (uintptr_t)memory - (uintptr_t)pages;
    uint32_t page = (uint32_t)(offset / MEMORY_PAGE);

    if (memory == NULL)
        return;
    if (offset / MEMORY_PAGE >= page_count)
        memory_broken(memory);
    if (pages[page].kind >= PIECES) {
        if (pages[page].used == 0 || bytes > class_bytes[pages[page].kind - PIECES])
            memory_broken(memory);
        put_piece(memory, page);
    } else {
        if (pages[page].kind != USED || pages[page].pages != run_length(bytes))
            memory_broken(memory);
        put_run(page);
    }
}

void memory_usage(struct memory_usage *usage)
{
    *usage = (struct memory_usage){page_count, used_pages, peak_pages, piece_pages, 0};
    for (uint32_t page = 0; page < page_count; page++)
        if (pages[page].kind >= PIECES)
            usage->piece_bytes += (size_t)pages[page].used * class_bytes[pages[page].kind - PIECES];
}
