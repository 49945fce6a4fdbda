/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * From a component's end to its next life, if any: the supervisor's thread reports the end, has the
 * memory taken back and tells the others; later it may start the component again. It retries after
 * a while what it cannot do yet: no component waits for the end of another. All that is slow, the
 * report and the booter's work on memory, step by step (BOOTER_MORE), has the priority of the
 * component concerned.
 */
#include "common.h"

#include <booter.h>
#include <cos/print.h>
#include <cos/runtime.h>
#include <cos/syscall.h>
#include <cos/wait.h>
#include <sched.h>

#include "restart.h"

#define TOLD 8 /* components that are told in a step */

static bool is_busy(int64_t result)
{
    return result == -COS_EBUSY;
}

/* Tries again later, as the booter or the component's thread is not ready. */
static void retry(struct life *life)
{
    life->due = cos_tsc() + cos_ticks(cos_next_pause(&life->retry_us));
}

/* ---- The end ---- */

static uint64_t reporting; /* the component of a report that is not complete; 0: there is none */

/* A step of the report, its beginning or a part, and then of the record. Steps are short, as all
 * VMs wait for the rest of one if there is news. Returns whether it is the last one. Reports do not
 * mix: another one waits, and this one becomes as urgent. */
static bool report_end(uint64_t id)
{
    struct life *life = &lives[id];
    bool more = true;

    if (life->said) {
        more = record_step(id);
    } else if (!life->reported) {
        report_begin(id);
        life->reported = true;
        life->said = !life->told;
    } else {
        life->said = !report_line(id, life->lines++);
    }
    reporting = more ? id : 0;
    return !more;
}

/* A component stays down: sets the system's status if it is critical. Dormant components concern
 * only their creators. */
static void judge(uint64_t id, unsigned status)
{
    uint32_t flags = component(id)->flags & (EVM_CRITICAL | EVM_DORMANT);

    if (system_status == 0 && flags == EVM_CRITICAL) {
        system_status = status;
        system_failed = id;
    }
}

/* ---- The next life ---- */

/* Decides whether to start it again, after an end of that status. Returns the event for the
 * decision. Pauses count from the time of the end. */
static enum life_event plan(uint64_t id, unsigned status, enum restart_cause cause, uint64_t ended,
                            bool failed)
{
    const struct evm_component *c = component(id);
    struct life *life = &lives[id];
    enum restart_answer answer = life->last ? RESTART_NO
                                            : restart_ask(&life->restart, &c->restart, cause, ended,
                                                          cos_ticks(1000), &life->due);

    life->start_status = status != 0 ? status : STATUS_ABSENT;
    life->retry_us = 0;
    if (answer == RESTART_YES) {
        report_plan(id);
        return LIFE_PAUSE;
    }
    if (answer == RESTART_SPENT)
        report_spent(id);
    judge(id, answer == RESTART_SPENT ? life->start_status : status);
    if (!life->last)
        devices_down(id);
    return failed ? LIFE_STOP_CRASHED : LIFE_STOP;
}

void tell_all(uint64_t events)
{
    for (uint64_t id = 0; id < image()->component_count; id++)
        cos_call(COS_SLOT_SCHED, SCHED_NOTIFY, id, events, 0);
}

/* Tells all components that something has changed about this one: later, a few in each step. */
static void tell_others(uint64_t id)
{
    mark_change(id);
    lives[id].untold = ~0ull >> (EVM_COMPONENTS - image()->component_count);
}

static void tell_some(uint64_t id)
{
    uint64_t left = lives[id].untold;

    for (unsigned i = 0; i < TOLD && left != 0; i++, left &= left - 1)
        cos_call(COS_SLOT_SCHED, SCHED_NOTIFY, lowest(left), COS_EVENT_PEER, 0);
    lives[id].untold = left;
}

/* Handles the result of an attempt. EIO: another attempt would fail, too. EEXIST: another component
 * has started it meanwhile. A component that does not get its devices at boot was never there. */
static void finish_start(uint64_t id, int64_t error, uint64_t more)
{
    struct life *life = &lives[id];
    bool refused = devices_refused(id, error, more) && life->first;

    if (!life->first)
        life->restarts += error == 0;
    life->first = life->begun = false;
    restart_done(&life->restart, cos_tsc());
    if (error == 0 && id == EVM_CONSOLE)
        console_began();
    if (error == 0 || error == -COS_EEXIST || refused) {
        life_step(life, LIFE_START);
        return;
    }
    if (error == -COS_EIO) {
        if (more == 0) /* its devices have failed; else damaged memory has been reported */
            report_failure(id, error);
        judge(id, life->start_status);
        devices_down(id);
        life_step(life, LIFE_STOP_CRASHED);
    } else {
        report_failure(id, error);
        life_step(life, plan(id, life->start_status, ENDED_BADLY, cos_tsc(), true));
    }
    tell_others(id);
}

/* A step. From the first one on it gets memory, so it does not wait for others any more. */
static void start(uint64_t id)
{
    lives[id].begun = true;
    struct cos_result made = work_step(BOOTER_CREATE, id, 0);

    if (made.value == BOOTER_MORE)
        return;
    if (is_busy(made.value)) {
        retry(&lives[id]);
        return;
    }
    if (made.value < 0 && made.value != -COS_EEXIST && devices_erred(id)) {
        retry(&lives[id]);
        return;
    }
    if (made.value == 0 || made.value == -COS_EIO)
        report_damage(id, made.value, made.extra);
    finish_start(id, made.value, made.extra);
}

/* Finishes the end: its memory has been taken back, if there was no error. */
static void finish_end(uint64_t id, int64_t error)
{
    struct life *life = &lives[id];
    bool failed = life_has_failed(life);
    enum life_event event = LIFE_STOP_CRASHED;

    report_memory(id, error, failed);
    if (error != 0 && error != -COS_ENOENT) {
        judge(id, life->status != 0 ? life->status : STATUS_ABSENT);
    } else {
        event = plan(id, life->status,
                     life->how == END_REBOOT ? ENDED_TO_BEGIN
                     : life->status != 0     ? ENDED_BADLY
                                             : ENDED_WELL,
                     life->at, failed);
    }
    life_step(life, event);
    tell_others(id);
}

/* A step. */
static void take_back(uint64_t id)
{
    int64_t error = work_step(BOOTER_DESTROY, id, lives[id].number).value;

    if (is_busy(error))
        console_keeps(id);
    if (is_busy(error) || (error == -COS_EIO && devices_erred(id)))
        retry(&lives[id]);
    else if (error != BOOTER_MORE)
        finish_end(id, error);
}

static void begin_end(uint64_t id)
{
    struct life *life = &lives[id];

    if (!report_end(id))
        return;
    life->lines = 0;
    life->reported = life->said = false;
    release_crash(life->crash);
    life->crash = NULL;
    life_step(life, LIFE_RECLAIM);
    life->due = 0;
    life->retry_us = 0;
    if (life->number == 0)
        finish_end(id, -COS_ENOENT);
    else
        take_back(id); /* the first step makes sure that it is dead */
}

/* ---- All ---- */

/* Those that had to wait for others at the last look, and are not to tell of a change. */
static uint64_t waiting;

/* Takes out those without work. Other threads may mark them meanwhile, so the mark goes first. */
static void find_busy(void)
{
    for (uint64_t left = busy & ~waiting; left != 0; left &= left - 1) {
        const struct life *life = &lives[lowest(left)];

        __atomic_fetch_and(&busy, ~BIT(lowest(left)), __ATOMIC_RELAXED);
        if (life_state(life) >= LIFE_CLAIMED || life->untold != 0)
            __atomic_fetch_or(&busy, BIT(lowest(left)), __ATOMIC_RELAXED);
    }
}

bool is_awaited(uint64_t id)
{
    const struct life *life = &lives[id];

    return life_is_paused(life) ||
           (life_state(life) == LIFE_RECLAIMING && !life->last &&
            (life->how == END_REBOOT || component(id)->restart.when != EVM_RESTART_NEVER));
}

bool is_leaving(uint64_t id)
{
    return life_state(&lives[id]) == LIFE_RECLAIMING;
}

void lives_last(uint64_t id)
{
    lives[id].last = true;
    mark_change(id);
    if (life_is_paused(&lives[id])) {
        say("[evm] %s: is not started%s, as the system ends\n", component(id)->name,
            lives[id].first ? "" : " again");
        life_step(&lives[id], life_has_failed(&lives[id]) ? LIFE_STOP_CRASHED : LIFE_STOP);
    }
}

static bool has_ended(uint64_t id)
{
    return life_state(&lives[id]) == LIFE_ENDED;
}

/* Whether the supervisor's thread has work for it, at due(). */
static bool is_at_work(uint64_t id)
{
    return lives[id].untold != 0 || has_ended(id) || is_leaving(id) ||
           (life_is_paused(&lives[id]) && !lives[id].waits);
}

static uint64_t due(uint64_t id)
{
    return has_ended(id) || lives[id].untold != 0 ? 0 : lives[id].due;
}

/* It is to be started, and waits for a component that stays down. */
static void give_up_waiting(uint64_t id)
{
    struct life *life = &lives[id];

    judge(id, life->start_status);
    life_step(life, life->first || life_has_failed(life) ? LIFE_STOP_CRASHED : LIFE_STOP);
    life->first = life->waits = false;
    tell_others(id);
}

/* Another component has started it, though it was to wait: it does not any more. It may have ended
 * again, and that end must not wait either. */
static bool is_started(uint64_t id, uint64_t alive, uint64_t now)
{
    struct life *life = &lives[id];
    bool there = life_state(life) == LIFE_PAUSED_ENDED || alive & BIT(id);

    if (life->begun || !there || !life_step(life, LIFE_START))
        return false;
    life->first = life->waits = false;
    restart_done(&life->restart, now);
    return true;
}

static uint64_t concerned; /* those with the key `after`, and the components that it names */

void lives_begin(void)
{
    for (uint64_t id = EVM_SUPERVISOR + 1; id < image()->component_count; id++)
        concerned |= component(id)->after != 0 ? component(id)->after | BIT(id) : 0;
}

uint64_t lives_waiting(void)
{
    return waiting;
}

/* Looks at one that is to start after others, of which some are unready. */
static void look_at_wait(uint64_t id, uint64_t unready, uint64_t alive, uint64_t now,
                         uint64_t *next)
{
    if (!life_is_paused(&lives[id]) || is_started(id, alive, now))
        return;
    if (!after_look(id, unready, alive, now, next)) {
        give_up_waiting(id);
        *next = now;
    } else if (lives[id].waits && lives[id].untold == 0) {
        waiting |= BIT(id);
    }
}

/* Looks at those that are to start after others, if something has changed that concerns them. Those
 * that give up may let others give up. */
static uint64_t look_at_waits(uint64_t alive, uint64_t now)
{
    static uint64_t seen, next;
    uint64_t changed = __atomic_exchange_n(&changes, 0, __ATOMIC_RELAXED) | (alive ^ seen),
             left = busy & concerned, unready;

    if (!(changed & concerned) && now < next)
        return next;
    seen = alive;
    next = COS_FOREVER;
    waiting = 0;
    unready = left != 0 ? after_unready(concerned, alive) : 0;
    for (; left != 0; left &= left - 1)
        if (component(lowest(left))->after != 0)
            look_at_wait(lowest(left), unready, alive, now, &next);
    return next;
}

static uint64_t due_now; /* those whose work was due at the last look */

uint64_t lives_look(uint64_t alive)
{
    uint64_t now = cos_tsc(), next;

    find_busy();
    next = look_at_waits(alive, now);
    due_now = 0;
    for (uint64_t left = busy & ~waiting, id; left != 0; left &= left - 1) {
        id = lowest(left);
        if (!is_at_work(id))
            continue;
        if (due(id) <= now)
            due_now |= BIT(id);
        else if (due(id) < next)
            next = due(id);
    }
    return next;
}

void lives_hurry(void)
{
    for (uint64_t left = busy; left != 0; left &= left - 1)
        if (is_at_work(lowest(left)) && lives[lowest(left)].retry_us != 0)
            lives[lowest(left)].due = 0;
}

/* At boot no component runs before all that were to begin then have been made, as it may call
 * them. */
static bool is_to_begin(uint64_t id)
{
    return lives[id].first && component(id)->after == 0;
}

bool lives_begun(void)
{
    static uint64_t left = ~0ull;

    for (left &= busy; left != 0 && !is_to_begin(lowest(left)); left &= left - 1) {
    }
    return left == 0;
}

static unsigned own_urgency(uint64_t id)
{
    return is_to_begin(id) ? component(image()->component_count - 1)->priority
                           : component(id)->priority;
}

unsigned lives_urgency(uint64_t id)
{
    unsigned urgency = own_urgency(id);

    for (uint64_t left = id == reporting ? busy : 0; left != 0; left &= left - 1)
        if (has_ended(lowest(left)) && own_urgency(lowest(left)) > urgency)
            urgency = own_urgency(lowest(left));
    return urgency;
}

uint64_t lives_next(void)
{
    uint64_t best = 0;

    if (is_going_off())
        return 0;
    for (uint64_t left = due_now, id; left != 0; left &= left - 1) {
        id = lowest(left);
        if (is_at_work(id) && (best == 0 || own_urgency(id) > own_urgency(best)))
            best = id;
    }
    return reporting != 0 && best != 0 && has_ended(best) ? reporting : best;
}

bool lives_step(uint64_t id)
{
    bool starting = life_is_paused(&lives[id]);
    unsigned urgency = lives_urgency(id);

    if (lives[id].untold != 0)
        tell_some(id);
    else if (has_ended(id))
        begin_end(id);
    else if (starting)
        start(id);
    else
        take_back(id);
    return is_at_work(id) && life_is_paused(&lives[id]) == starting &&
           lives_urgency(id) == urgency && due(id) <= cos_tsc();
}
