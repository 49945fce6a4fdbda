/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Memory loses bits. If the image says so, the supervisor's thread looks at all its pages, one
 * after the other, over and over, while components run: a batch at a time, at a priority below all
 * VMs. If VMs leave no time for that, it looks at single pages at its own priority.
 */
#include "common.h"

#include <booter.h>
#include <cos/blob.h>
#include <cos/print.h>
#include <cos/runtime.h>
#include <cos/syscall.h>
#include <evm/blobs.h>

#define BATCH    8    /* pages */
#define LEAST_US 1000 /* between pages */

static uint64_t each; /* ticks for each page; 0: there is no scrubbing */
static uint64_t next_page;
static unsigned left; /* pages of this batch */
static uint64_t due;  /* TSC time at which this batch begins */
static uint64_t late; /* TSC time at which the next page no longer waits for idle time */
static bool raised;   /* to its own priority, to report damage */

static void begin_batch(uint64_t when)
{
    left = BATCH;
    due = when;
    late = due + BATCH * each;
}

void scrub_begin(void)
{
    const struct cos_blob *blob = cos_blob_find(cos_self(), EVM_BLOB_SCRUB);
    uint64_t pages = image()->sums - image()->header_pages, least = cos_ticks(LEAST_US), all;

    if (blob == NULL || blob->bytes < sizeof(uint32_t))
        return;
    all = *(const uint32_t *)blob->address * cos_ticks(1000);
    each = all / pages > least ? all / pages : least;
    next_page = image()->header_pages;
    begin_batch(cos_tsc() + BATCH * each);
}

/* ---- Damage ---- */

enum part {
    PART_NONE,
    PART_KEPT, /* for its next life, a repair or a report */
    PART_USED  /* it reads or executes the page now */
};

static bool within(uint64_t page, uint64_t first, uint64_t pages)
{
    return first != 0 && page >= first && page - first < pages;
}

static uint64_t pages_of(const struct evm_blob *blob)
{
    return (blob->bytes + COS_PAGE_SIZE - 1) / COS_PAGE_SIZE;
}

static const struct evm_segment *segments_of(uint64_t id)
{
    return (const struct evm_segment *)(COS_IMAGE + image()->segments) +
           component(id)->segment_first;
}

/* What the page of the image is for the component. */
static enum part part_of(uint64_t id, uint64_t page)
{
    const struct evm_component *c = component(id);
    const struct evm_segment *s = segments_of(id);
    const struct evm_blob *b = (const struct evm_blob *)(COS_IMAGE + image()->blobs) +
                               c->blob_first;
    bool kept = within(page, c->symbols, c->symbol_pages);

    for (uint32_t i = 0; i < c->segment_count; i++) {
        if (within(page, s[i].page, s[i].file_pages))
            return s[i].rights & EVM_SEG_WRITE ? PART_KEPT : PART_USED;
        kept = kept || within(page, s[i].copy, s[i].file_pages);
    }
    for (uint32_t i = 0; i < c->blob_count; i++) {
        if (within(page, b[i].page, pages_of(&b[i])))
            return PART_USED;
        kept = kept || within(page, b[i].copy, pages_of(&b[i]));
    }
    return kept ? PART_KEPT : PART_NONE;
}

/* Returns the first component that has the page. */
static uint64_t owner_of(uint64_t page)
{
    uint64_t id = 0;

    while (id + 1 < image()->component_count && part_of(id, page) == PART_NONE)
        id++;
    return id;
}

static void report_renewal(uint64_t id)
{
    say("[evm] %s: damaged: it may have gone wrong before the repair, so it ends\n",
        component(id)->name);
}

/* The component used a page that has been repaired: it may have gone wrong before. */
static void renew(uint64_t id)
{
    const char *name = component(id)->name;

    if (component(id)->restart.when == EVM_RESTART_NEVER) {
        say("[evm] %s: goes on with the repaired page: nothing starts it again, but it may have "
            "gone wrong before\n",
            name);
    } else if (end_component(id, END_KILL, STATUS_KILL)) {
        report_renewal(id);
    }
}

static void begin_report(void)
{
    raised = true;
    work_raised();
    flush_console(CONSOLE_NONE);
}

/* Reports damage without a sound copy, once for each component. */
static void report_lasting(uint64_t id, uint64_t damage)
{
    static uint64_t told;

    if (told & BIT(id))
        return;
    told |= BIT(id);
    begin_report();
    report_damage_lasting(id, damage);
}

static void handle(uint64_t page, bool repaired, uint64_t address)
{
    uint64_t owner = owner_of(page);
    bool console;

    if (!repaired) {
        report_lasting(owner, address | 1);
        return;
    }
    console = part_of(EVM_CONSOLE, page) == PART_USED &&
              end_component(EVM_CONSOLE, END_KILL, STATUS_KILL); /* before it loses the report */
    begin_report();
    report_damage(owner, 0, address | 1);
    if (console)
        report_renewal(EVM_CONSOLE);
    for (uint64_t id = EVM_SUPERVISOR + 1; id < image()->component_count; id++)
        if (part_of(id, page) == PART_USED && is_alive(id))
            renew(id);
}

/* Returns true if the page was damaged, and has been repaired. */
static bool look(uint64_t page)
{
    struct cos_result found = cos_call(COS_SLOT_BOOTER, BOOTER_SCRUB, page, 0, 0);

    if (found.value == 1 || found.value == -COS_EIO)
        handle(page, found.value == 1, found.extra);
    return found.value == 1;
}

bool scrub_program(uint64_t id)
{
    const struct evm_segment *s = segments_of(id);
    bool repaired = false;

    for (uint32_t i = 0; i < component(id)->segment_count; i++)
        for (uint32_t page = 0; page < s[i].file_pages && !(s[i].rights & EVM_SEG_WRITE); page++)
            repaired |= look(s[i].page + page);
    return repaired;
}

/* ---- All pages ---- */

static void look_at_next(void)
{
    look(next_page);
    next_page = next_page + 1 < image()->sums ? next_page + 1 : image()->header_pages;
    late = cos_tsc() + each;
    if (--left == 0)
        begin_batch(due + BATCH * each);
}

bool scrub_is_due(void)
{
    return each != 0 && !system_ends && cos_tsc() >= due;
}

uint64_t scrub_look(void)
{
    if (!scrub_is_due())
        return each != 0 && !system_ends ? due : COS_FOREVER;
    if (cos_tsc() >= late)
        look_at_next();
    return late;
}

/* After a report VMs would wait for the rest. */
void scrub_work(uint64_t *events)
{
    raised = false;
    do {
        look_at_next();
    } while (!raised && scrub_is_due() && cos_wait(COS_SLOT_ENDPOINT, 0, events) != 0);
}
