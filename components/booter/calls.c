/* SPDX-License-Identifier: BSD-2-Clause */
/* Calls by the supervisor and by components that the image grants the booter. */
#include "common.h"
#include "loans.h"
#include "work.h"

#include <cos/entry.h>
#include <cos/syscall.h>
#include <sched.h>

/* The booter has no start page. */
COS_ENTRY_AS(evm_gate_0, booter_call, 0, "booter_callers", "3f");

/* Whether its pages are as the boot loader has just loaded them: it was to begin at boot, but for
 * `devices`, which finds its devices. */
static bool is_loaded(uint64_t id)
{
    return lives[id] == 0 && !(component(id)->flags & EVM_DORMANT);
}

static int64_t create(uint64_t id, uint64_t *damage)
{
    const struct progress *its = &progress[id];
    int64_t error;

    if (its->state == STATE_MADE || (its->state == STATE_ENDING && its->error == 0))
        return -COS_EEXIST;
    if (its->state == STATE_ABSENT) {
        error = component_due(id, damage);
        if (error != 0)
            return error;
        error = is_loaded(id) ? 0 : verify(id);
        *damage = verify_damage(id);
        if (error != 0)
            return error;
    }
    error = component_create(id);
    *damage = error == 0 ? verify_damage(id) : 0;
    if (error == 0) {
        error = progress[id].error = component_start(id);
        error = error != 0 ? component_create(id) : 0; /* which undoes it */
    }
    return error;
}

static void tell_all(void)
{
    for (uint64_t id = 0; id < image()->component_count; id++)
        cos_call(SLOT_SCHED, SCHED_NOTIFY, id, COS_EVENT_PEER, 0);
}

/* A step of destroying it. The supervisor tells the others of the end itself; for other clients the
 * booter does. */
static int64_t destroy(uint64_t id, uint64_t life, uint64_t client)
{
    bool there = progress[id].state != STATE_ABSENT && (life == 0 || life == lives[id]);
    int64_t result = there ? component_destroy(id) : -COS_ENOENT;

    if (result == 0 && client != EVM_SUPERVISOR)
        tell_all();
    return result;
}

static int64_t change(uint64_t method, uint64_t id, uint64_t life, uint64_t client,
                      uint64_t *damage)
{
    if (id <= EVM_SUPERVISOR || id >= image()->component_count ||
        (method == BOOTER_DESTROY && id == client))
        return -COS_EINVAL; /* root components stay; no client can destroy itself: its thread is
                               here */
    return method == BOOTER_CREATE ? create(id, damage) : destroy(id, life, client);
}

static uint64_t living_components(void)
{
    uint64_t bits = 0;

    for (uint64_t id = 0; id < image()->component_count; id++)
        bits |= (uint64_t)alive[id] << id;
    return bits;
}

static int64_t correct_clock(uint64_t client, uint64_t thread, uint64_t *next)
{
    static bool begun;
    int64_t result = client == EVM_SUPERVISOR ? 0 : -COS_EDENIED;

    if (result == 0 && !begun) {
        result = begin_section(thread);
        if (result == 0) {
            clock_begin();
            end_section();
            begun = true;
        }
    }
    return result == 0 ? clock_correct(next) : result;
}

/* A sound page needs no section: then a more urgent thread interrupts this one at any time. */
static int64_t scrub(uint64_t page, uint64_t client, uint64_t thread, uint64_t *address)
{
    int64_t result;

    if (client != EVM_SUPERVISOR)
        return -COS_EDENIED;
    if (page < image()->header_pages || page >= image()->sums)
        return -COS_EINVAL;
    *address = space_image_address(page);
    if (scrub_sound(page))
        return 0;
    result = begin_section(thread);
    if (result == 0) {
        result = scrub_mend(page);
        end_section();
    }
    return result;
}

struct cos_result booter_call(uint64_t method, uint64_t id, uint64_t address, uint64_t a3,
                              uint64_t token, uint64_t thread)
{
    struct cos_result result = {.value = -COS_ENOENT};
    bool living = id < image()->component_count && alive[id];
    uint64_t awaited;

    if (!may_call_booter(token))
        return (struct cos_result){.value = -COS_EDENIED};
    switch (method) {
    case BOOTER_CREATE:
    case BOOTER_DESTROY:
        result.value = begin_section(thread);
        if (result.value != 0)
            break;
        step_begin(a3);
        result.value = change(method, id, address, token, &result.extra);
        step_end();
        end_section();
        break;
    case BOOTER_HURRY:
        result.value = token == EVM_SUPERVISOR ? 0 : -COS_EDENIED;
        if (result.value == 0)
            step_hurry();
        break;
    case BOOTER_LATE:
        result.value = token == EVM_SUPERVISOR ? work_late(&result.extra) : -COS_EDENIED;
        break;
    case BOOTER_CLOCK:
        result.value = correct_clock(token, thread, &result.extra);
        break;
    case BOOTER_SCRUB:
        result.value = scrub(id, token, thread, &result.extra);
        break;
    case BOOTER_LENT:
        awaited = id < image()->component_count ? loans_awaited(id, address) : EVM_BOOTER;
        result.value = awaited != EVM_BOOTER ? (int64_t)awaited : -COS_ENOENT;
        result.extra = lives[awaited];
        break;
    case BOOTER_LIVING:
        result = (struct cos_result){.extra = living_components()};
        break;
    case BOOTER_FREE:
        result.value = (int64_t)frames_free();
        break;
    case BOOTER_PAGES:
        if (living) {
            result.value = runs[id][RUN_OBJECTS].pages + runs[id][RUN_MEMORY].pages +
                           runs[id][RUN_DMA].pages;
            result.extra = lives[id];
        }
        break;
    case BOOTER_PEEK:
        if (living)
            result.value = cos_peek(SLOT_PT(id), address, &result.extra);
        break;
    default:
        result.value = -COS_ENOSYS;
    }
    return result;
}
