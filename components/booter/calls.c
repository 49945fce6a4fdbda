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

/* Root components stay, but for the console, which only the supervisor makes and ends. No client
 * can destroy itself: its thread is here. */
static bool may_change(uint64_t method, uint64_t id, uint64_t client)
{
    if (id <= EVM_SUPERVISOR || id >= image()->component_count)
        return id == EVM_CONSOLE && client == EVM_SUPERVISOR;
    return method != BOOTER_DESTROY || id != client;
}

/* until: the end of the step. */
static struct cos_result change(uint64_t method, uint64_t id, uint64_t life, uint64_t until,
                                uint64_t client, uint64_t thread)
{
    struct cos_result result = {.value = -COS_EINVAL};

    if (!may_change(method, id, client))
        return result;
    result.value = begin_section(thread);
    if (result.value == 0) {
        step_begin(until);
        result.value = method == BOOTER_CREATE ? create(id, &result.extra)
                                               : destroy(id, life, client);
        step_end();
        end_section();
    }
    return result;
}

static uint64_t living_components(void)
{
    uint64_t bits = 0;

    for (uint64_t id = 0; id < image()->component_count; id++)
        bits |= (uint64_t)started[id] << id;
    return bits;
}

static int64_t correct_clock(uint64_t thread, uint64_t *next)
{
    static bool begun;
    int64_t result = 0;

    if (!begun) {
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
static int64_t scrub(uint64_t page, uint64_t thread, uint64_t *address)
{
    int64_t result;

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

static struct cos_result of_supervisor(uint64_t method, uint64_t a1, uint64_t thread)
{
    struct cos_result result = {0};

    switch (method) {
    case BOOTER_LATE:
        result.value = work_late(&result.extra);
        break;
    case BOOTER_CLOCK:
        result.value = correct_clock(thread, &result.extra);
        break;
    case BOOTER_SCRUB:
        result.value = scrub(a1, thread, &result.extra);
        break;
    default:
        step_hurry();
    }
    return result;
}

static struct cos_result life_of(uint64_t id)
{
    const struct run *its = runs[id];

    return (struct cos_result){
        .value = its[RUN_OBJECTS].pages + its[RUN_MEMORY].pages + its[RUN_DMA].pages,
        .extra = lives[id],
    };
}

static struct cos_result lent(uint64_t id, uint64_t first)
{
    uint64_t owner = id < image()->component_count ? loans_awaited(id, first) : EVM_BOOTER;

    return (struct cos_result){
        .value = owner != EVM_BOOTER ? (int64_t)owner : -COS_ENOENT,
        .extra = lives[owner],
    };
}

static struct cos_result tell(uint64_t method, uint64_t id, uint64_t address)
{
    struct cos_result result = {.value = -COS_ENOENT};
    bool living = id < image()->component_count && started[id];

    switch (method) {
    case BOOTER_LENT:
        return lent(id, address);
    case BOOTER_LIVING:
        return (struct cos_result){.extra = living_components()};
    case BOOTER_FREE:
        return (struct cos_result){.value = (int64_t)frames_free()};
    case BOOTER_PAGES:
        return living ? life_of(id) : result;
    case BOOTER_PEEK:
        if (living)
            result.value = cos_peek(SLOT_PT(id), address, &result.extra);
        return result;
    default:
        return (struct cos_result){.value = -COS_ENOSYS};
    }
}

struct cos_result booter_call(uint64_t method, uint64_t a1, uint64_t a2, uint64_t a3,
                              uint64_t token, uint64_t thread)
{
    if (!may_call_booter(token))
        return (struct cos_result){.value = -COS_EDENIED};
    switch (method) {
    case BOOTER_CREATE:
    case BOOTER_DESTROY:
        return change(method, a1, a2, a3, token, thread);
    case BOOTER_LATE:
    case BOOTER_CLOCK:
    case BOOTER_SCRUB:
    case BOOTER_HURRY:
        return token == EVM_SUPERVISOR ? of_supervisor(method, a1, thread)
                                       : (struct cos_result){.value = -COS_EDENIED};
    default:
        return tell(method, a1, a2);
    }
}
