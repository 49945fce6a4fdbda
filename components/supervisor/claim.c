/* SPDX-License-Identifier: BSD-2-Clause */
#include "common.h"

#include <booter.h>
#include <cos/runtime.h>
#include <cos/syscall.h>

struct life lives[EVM_COMPONENTS];
uint64_t deaths, busy, changes, waiting;

/* records of ends that are not reported yet; further ones are reported without details */
#define CRASHES 8

static struct crash crashes[CRASHES];
static bool taken[CRASHES]; /* which of these are in use */

/* Not all ends fill in all fields: an earlier crash must not show in a later report. */
struct crash *take_crash(void)
{
    for (unsigned i = 0; i < CRASHES; i++) {
        if (!__atomic_exchange_n(&taken[i], true, __ATOMIC_ACQUIRE)) {
            crashes[i] = (struct crash){0};
            return &crashes[i];
        }
    }
    return NULL;
}

void release_crash(struct crash *crash)
{
    if (crash != NULL)
        __atomic_store_n(&taken[crash - crashes], false, __ATOMIC_RELEASE);
}

int64_t ask_alive(uint64_t id)
{
    int64_t pages = cos_call(COS_SLOT_BOOTER, BOOTER_PAGES, id, 0, 0).value;

    return pages >= 0 ? 1 : pages == -COS_ENOENT ? 0 : pages;
}

bool is_alive(uint64_t id)
{
    return ask_alive(id) > 0;
}

uint64_t living(void)
{
    return cos_call(COS_SLOT_BOOTER, BOOTER_LIVING, 0, 0, 0).extra;
}

void mark_busy(uint64_t id)
{
    __atomic_fetch_or(&busy, BIT(id), __ATOMIC_RELAXED);
    mark_change(id);
}

void mark_change(uint64_t id)
{
    __atomic_fetch_or(&changes, BIT(id), __ATOMIC_RELAXED);
}

/* At boot the supervisor first makes all components that begin then. None runs earlier, since it
 * may call the others. */
bool is_to_begin(uint64_t id)
{
    return lives[id].first && component(id)->after == 0;
}

/* Whether the component has done its work, and those that start after that (EVM_READY_ENDED) wait
 * only for the supervisor's thread. */
static bool has_done_its_work(uint64_t id)
{
    const struct life *life = &lives[id];

    return component(id)->flags & EVM_READY_ENDED && life_is_ending(life) &&
           life->how == END_EXIT && life->status == 0;
}

/* Those that wait lend their priority: otherwise a VM with a priority between theirs and the
 * component's would delay them. */
unsigned urgency_of(uint64_t id)
{
    unsigned urgency = component(id)->priority;

    if (is_to_begin(id))
        return component(image()->component_count - 1)->priority;
    for (uint64_t left = has_done_its_work(id) ? waiting : 0; left != 0; left &= left - 1)
        if (component(lowest(left))->after & BIT(id) && component(lowest(left))->priority > urgency)
            urgency = component(lowest(left))->priority;
    return urgency;
}

bool claim_end(uint64_t id)
{
    bool first;

    section_begin();
    first = life_step(&lives[id], LIFE_CLAIM);
    if (first)
        mark_busy(id);
    else
        section_end();
    return first;
}

void record_end(uint64_t id, enum end_kind how, unsigned status, struct crash *crash)
{
    struct cos_result pages = cos_call(COS_SLOT_BOOTER, BOOTER_PAGES, id, 0, 0);
    struct life *life = &lives[id];

    life->how = how;
    life->ends[how]++;
    life->status = (uint8_t)status;
    life->crash = crash;
    life->at = cos_tsc();
    life->pages = pages.value;
    life->number = pages.value >= 0 ? pages.extra : 0;
    deaths += status == STATUS_CRASH && how != END_EXIT; /* no other thread runs */
    life_step(life, LIFE_RECORD);
    cos_comp_kill(SUPERVISOR_SLOT_COMP(id));
    news_tell_within(urgency_of(id));
    section_end();
}

bool end_component(uint64_t id, enum end_kind how, unsigned status)
{
    bool first = claim_end(id);

    if (first)
        record_end(id, how, status, NULL);
    return first;
}
