/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Crash records. The supervisor's thread makes them, part by part, at the priority of the component
 * that has ended; threads of the component that takes them read words. A reader that a new record
 * overtakes gets ENOENT.
 */
#include <cos/print.h>
#include <cos/runtime.h>
#include <cos/string.h>
#include <cos/syscall.h>
#include <evm/crash.h>
#include <sched.h>

#include "fault.h"

#define PIECES 16 /* words of the console's history in a step */

_Static_assert(EVM_CRASH_DEPTH == TRACE_DEPTH, "a record holds the whole backtrace");
_Static_assert(COS_REGS <= EVM_CRASH_REGS, "and all registers");
_Static_assert((int)EVM_CRASH_EXIT == END_EXIT && (int)EVM_CRASH_REBOOT == END_REBOOT &&
                   (int)EVM_CRASH_FAULT == END_CRASH && (int)EVM_CRASH_KILL == END_KILL &&
                   (int)EVM_CRASH_LOST == END_LOST && (int)EVM_CRASH_HUNG == END_HUNG &&
                   (int)EVM_CRASH_RESET == END_KINDS,
               "kinds of ends have the same numbers");

static struct kept {
    struct evm_crash_record record;
    char unused[COS_PAGE_SIZE - sizeof(struct evm_crash_record)];
} * kept;                                 /* EVM_CRASH_KEPT; NULL: no component takes records */
static uint64_t complete[EVM_CRASH_KEPT]; /* the record's number; 0: none, or it is being made */
static uint64_t taker;                    /* that component */
static uint64_t newest, done;             /* numbers: the last complete record, the last taken */
static uint64_t boot;

void record_begin(void)
{
    const struct cos_start *start = cos_self();

    for (uint64_t id = 0; id < image()->component_count; id++)
        if (component(id)->flags & EVM_CRASHES)
            taker = id;
    if (taker != 0 && start->ram_pages >= EVM_CRASH_KEPT)
        kept = (struct kept *)start->ram_start;
}

/* ---- Making ---- */

static unsigned slot_of(uint64_t order)
{
    return (unsigned)(order % EVM_CRASH_KEPT);
}

static void copy_name(char *to, uint64_t id)
{
    if (id < image()->component_count)
        memcpy(to, component(id)->name, EVM_NAME);
}

static void note_crash(struct evm_crash_record *record, uint64_t id, const struct crash *crash)
{
    record->details = 1;
    record->regs = crash->depth != 0 ? COS_REGS : 0; /* 0: its thread is in a root component */
    record->cause = crash->cause;
    record->address = crash->address;
    record->code = crash->code;
    record->instruction = crash->instruction;
    record->silence_ms = crash->silence_ms;
    record->state = crash->state;
    record->thread = (uint32_t)crash->thread;
    record->depth = crash->depth;
    memcpy(record->reg, crash->regs, sizeof crash->regs);
    memcpy(record->trace, crash->trace, crash->depth * sizeof crash->trace[0]);
    memcpy(record->within, crash->within, sizeof record->within);
    copy_name(record->caller, crash->thread);
    for (unsigned i = 0; i < crash->depth; i++)
        copy_name(record->names[i], crash->within[i]);
    if (lives[id].how == END_CRASH)
        describe_cause(id, crash, record->words, sizeof record->words);
}

static uint64_t ns_of(uint64_t ticks)
{
    return cos_clock_scale(ticks, cos_clock_line(cos_clock()).ns_per_tick);
}

/* Begins a record of an end at that TSC time. */
static struct evm_crash_record *begin(uint64_t at)
{
    struct evm_crash_record *record = &kept[slot_of(newest + 1)].record;
    struct cos_clock_line line = cos_clock_line(cos_clock());

    boot = boot != 0 ? boot : (line.day ^ cos_self()->boot_tsc) | 1;
    __atomic_store_n(&complete[slot_of(newest + 1)], 0, __ATOMIC_SEQ_CST);
    *record = (struct evm_crash_record){
        .magic = EVM_CRASH_RECORD,
        .version = EVM_CRASH_VERSION,
        .bytes = sizeof *record,
        .boot = boot,
        .order = newest + 1,
        .image = image()->checksum,
        .uptime = cos_ns() - ns_of(cos_tsc() - at),
    };
    record->day = line.day != 0 ? line.day + record->uptime : 0;
    memcpy(record->system, image()->system, EVM_NAME);
    return record;
}

static void finish(struct evm_crash_record *record)
{
    record->sum = evm_crash_sum(record);
    __atomic_store_n(&complete[slot_of(newest + 1)], newest + 1, __ATOMIC_RELEASE);
    __atomic_store_n(&newest, newest + 1, __ATOMIC_RELEASE);
}

static void note_end(struct evm_crash_record *record, uint64_t id)
{
    const struct evm_component *c = component(id);
    const struct life *life = &lives[id];

    record->component = (uint32_t)id;
    record->life = (uint32_t)(life->number != 0 ? life->number : life->restarts + 1);
    record->how = life->how;
    record->status = life->status;
    record->budget = c->budget;
    record->period = c->period;
    record->pages = life->pages > 0 ? (uint64_t)life->pages : 0;
    record->own_pages = c->ram_pages;
    copy_name(record->name, id);
    if (life->crash != NULL)
        note_crash(record, id, life->crash);
}

static void note_usage(struct evm_crash_record *record, uint64_t id)
{
    record->ran = ns_of(usage_of(id, SUPERVISOR_TIME).extra);
    record->missed = usage_of(id, SUPERVISOR_MISSED).extra;
}

/* Takes a part of what the component has printed. Returns whether there is more. */
static bool note_text(struct evm_crash_record *record, uint64_t id)
{
    for (unsigned i = 0; i < PIECES && record->text_bytes + 8 <= EVM_CRASH_TEXT; i++) {
        struct cos_result text = console_history(id, record->text_bytes);

        if (text.value <= 0 || text.value > (int64_t)sizeof text.extra)
            return false; /* there is no more, or the console has failed */
        memcpy(record->text + record->text_bytes, &text.extra, sizeof text.extra);
        record->text_bytes += (uint32_t)text.value;
    }
    return record->text_bytes + 8 <= EVM_CRASH_TEXT;
}

static bool is_failure(const struct life *life)
{
    return life_has_failed(life) || life->how == END_LOST ||
           (life->how == END_EXIT && life->status != 0);
}

/* The next step of the record that is being made. */
static enum { BEGIN, USAGE, TEXT, END } step;

bool record_step(uint64_t id)
{
    struct evm_crash_record *record;

    if (kept == NULL || !is_failure(&lives[id]))
        return false;
    record = &kept[slot_of(newest + 1)].record;
    if (step == BEGIN) {
        note_end(begin(lives[id].at), id);
    } else if (step == USAGE) {
        note_usage(record, id);
    } else if (step == TEXT) {
        if (note_text(record, id))
            return true;
    } else {
        finish(record);
        step = BEGIN;
        return false;
    }
    step++;
    return true;
}

/* A record that is being made begins anew behind this one. */
void record_reset(const char *reason)
{
    struct evm_crash_record *record;

    if (kept == NULL)
        return;
    record = begin(cos_tsc());
    record->component = EVM_COMPONENTS;
    record->how = EVM_CRASH_RESET;
    cos_format(record->name, sizeof record->name, "the machine");
    cos_format(record->words, sizeof record->words, "%s", reason);
    finish(record);
    step = BEGIN;
    cos_call(COS_SLOT_SCHED, SCHED_NOTIFY, taker, COS_EVENT_PEER, 0);
}

void record_end_lost(void)
{
    uint64_t lost = kept != NULL ? newest - done : 0;

    if (lost != 0)
        say("[evm] crash records lost at the end: %lu; %s has not written them\n", lost,
            component(taker)->name);
}

/* ---- Reading ---- */

static bool may_take(uint64_t client)
{
    return kept != NULL && client == taker;
}

struct cos_result record_next(uint64_t client, uint64_t number)
{
    uint64_t last = __atomic_load_n(&newest, __ATOMIC_ACQUIRE), next;

    if (!may_take(client))
        return (struct cos_result){.value = -COS_EDENIED};
    if (number > done && number <= last)
        done = number;
    next = done + 1;
    if (next + EVM_CRASH_KEPT <= last + 1) /* older ones are lost, or about to be replaced */
        next = last - EVM_CRASH_KEPT + 2;
    if (next > last)
        return (struct cos_result){.value = -COS_ENOENT};
    return (struct cos_result){.extra = next};
}

/* The record may be replaced while the word is read: then it is not complete afterwards. */
struct cos_result record_word(uint64_t client, uint64_t order, uint64_t word)
{
    struct cos_result result = {.value = -COS_ENOENT};
    const uint64_t *is = &complete[slot_of(order)];

    if (!may_take(client))
        return (struct cos_result){.value = -COS_EDENIED};
    if (order == 0 || word >= EVM_CRASH_RECORD_WORDS ||
        __atomic_load_n(is, __ATOMIC_ACQUIRE) != order)
        return result;
    memcpy(&result.extra, (const char *)&kept[slot_of(order)].record + word * sizeof result.extra,
           sizeof result.extra);
    __atomic_thread_fence(__ATOMIC_ACQUIRE);
    if (__atomic_load_n(is, __ATOMIC_RELAXED) == order)
        result.value = 0;
    else
        result.extra = 0;
    return result;
}
