/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * From a component's end to its next life, if any: the supervisor's thread reports the end, has the
 * memory taken back and tells the others; later it may start the component again. It retries after
 * a while what it cannot do yet: no component waits for the end of another.
 */
#include "next_life.h"

#include "fault.h"

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

static uint64_t reporting; /* reported_now() */

/* Whether the crash's backtrace is still to be noted: the faulting thread leaves that to this one,
 * as all VMs wait for its note. */
static bool is_bare(const struct life *life)
{
    return life->how == END_CRASH && life->crash != NULL && life->crash->depth == 0;
}

/* Another component may have taken back the memory through the booter, and made a new life there:
 * then only the place of the fault is known. */
static void trace(uint64_t id)
{
    struct life *life = &lives[id];
    struct cos_result pages;

    fault_trace(life->crash, id);
    pages = cos_call(COS_SLOT_BOOTER, BOOTER_PAGES, id, 0, 0);
    if (pages.value < 0 || pages.extra != life->number) {
        life->crash->instruction = 0;
        life->crash->depth = 1;
    }
}

/* A step of the report, its beginning or a part, and then of the record. Steps are short, as all
 * VMs wait for the rest of one if there is news. Returns whether it is the last one. Reports do not
 * mix: another one waits, and this one becomes as urgent. */
static bool report_end(uint64_t id)
{
    struct life *life = &lives[id];
    bool more = true;

    if (is_bare(life)) {
        trace(id);
    } else if (life->said) {
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

uint64_t reported_now(void)
{
    return reporting;
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
 * decision. Pauses count from the time of the end. An end before the component was told to end for
 * good says nothing against the system: but for that, it would have been started again. */
static enum life_event plan(uint64_t id, unsigned status, enum restart_cause cause, uint64_t ended,
                            bool failed)
{
    const struct evm_component *c = component(id);
    struct life *life = &lives[id];
    bool told = life->last != 0 && ended >= life->last;
    enum restart_answer answer = told ? RESTART_NO
                                      : restart_ask(&life->restart, &c->restart, cause, ended,
                                                    cos_ticks(1000), &life->due);
    enum life_event stop = failed ? LIFE_STOP_CRASHED : LIFE_STOP;

    life->start_status = status != 0 ? status : STATUS_ABSENT;
    life->retry_us = 0;
    if (answer == RESTART_YES && life->last != 0) {
        report_stay(id);
        return stop;
    }
    if (answer == RESTART_YES) {
        report_plan(id);
        return LIFE_PAUSE;
    }
    if (answer == RESTART_SPENT)
        report_spent(id);
    judge(id, answer == RESTART_SPENT ? life->start_status : status);
    if (life->last == 0)
        devices_down(id);
    return stop;
}

/* Tells all components that something has changed about this one: later, a few in each step. */
static void tell_others(uint64_t id)
{
    mark_change(id);
    lives[id].untold = ~0ull >> (EVM_COMPONENTS - image()->component_count);
}

void tell_some(uint64_t id)
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

/* From the first step on it gets memory, so it does not wait for others any more. */
void start_step(uint64_t id)
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

void take_back_step(uint64_t id)
{
    int64_t error = work_step(BOOTER_DESTROY, id, lives[id].number).value;

    if (is_busy(error))
        console_keeps(id);
    if (is_busy(error) || (error == -COS_EIO && devices_erred(id)))
        retry(&lives[id]);
    else if (error != BOOTER_MORE)
        finish_end(id, error);
}

void end_step(uint64_t id)
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
        take_back_step(id); /* the first step makes sure that it is dead */
}

void give_up_waiting(uint64_t id)
{
    struct life *life = &lives[id];

    judge(id, life->start_status);
    life_step(life, life->first || life_has_failed(life) ? LIFE_STOP_CRASHED : LIFE_STOP);
    life->first = life->waits = false;
    tell_others(id);
}

/* It may have ended again, and that end must not wait either. */
bool is_started(uint64_t id, uint64_t alive, uint64_t now)
{
    struct life *life = &lives[id];
    bool there = life_state(life) == LIFE_PAUSED_ENDED || alive & BIT(id);

    if (life->begun || !there || !life_step(life, LIFE_START))
        return false;
    life->first = life->waits = false;
    restart_done(&life->restart, now);
    return true;
}
