/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * From a component's end to its next life, or to nothing: it is reported, its memory is taken back,
 * and the others are told; later it may be started again. What cannot be done yet is tried again
 * after a while: no component waits for the end of another. What takes time, its memory, is the
 * booter's work, step by step (BOOTER_MORE), and done at the priority of the component it is for.
 */
#include "common.h"

#include <booter.h>
#include <cos/print.h>
#include <cos/runtime.h>
#include <cos/syscall.h>
#include <sched.h>

#include "restart.h"

#define RETRY_US      100 /* twice as long each time */
#define RETRY_MOST_US 10000

enum stage { IDLE, ENDING, WAITING };

static struct life {
    enum stage stage;
    uint64_t due; /* when to go on */
    uint64_t retry_us;
    unsigned status;   /* of its end */
    bool told;         /* it is said what becomes of it */
    unsigned left_out; /* ends before this one of which nothing was said */
    struct restart restart;
} lives[EVM_COMPONENTS];

static bool is_last[EVM_COMPONENTS]; /* its life is: it is not started again */

static bool is_busy(int64_t result)
{
    return result == -COS_EBUSY;
}

/* The booter or the component's thread has something else to do first. */
static void retry(struct life *life)
{
    life->due = cos_tsc() + cos_ticks(life->retry_us);
    life->retry_us = 2 * life->retry_us < RETRY_MOST_US ? 2 * life->retry_us : RETRY_MOST_US;
}

/* ---- The end ---- */

static void take_back(uint64_t id);
static void finish_end(uint64_t id, int64_t error);

static void report_left_out(uint64_t id)
{
    if (lives[id].left_out != 0) {
        say("[evm] %s: the serial line is too slow for all that is to be said; ends left out: %u\n",
            component(id)->name, lives[id].left_out);
        lives[id].left_out = 0;
    }
}

static void report_end(uint64_t id, const struct end *end)
{
    const char *name = component(id)->name;
    bool details;

    flush_console(id);
    lives[id].told = say_of(id, &details);
    if (!lives[id].told) {
        lives[id].left_out++;
        return;
    }
    report_left_out(id);
    if (end->kind == END_CRASH)
        report_crash(id, end->crash, details);
    else if (end->kind == END_REBOOT)
        say("[evm] %s: restarting\n", name);
    else if (end->kind == END_KILL)
        say("[evm] %s: killed\n", name);
    else if (end->kind == END_LOST)
        say("[evm] %s: its thread has ended without an exit status\n", name);
    else
        say("[evm] %s: exited, status %u\n", name, end->status);
}

/* For the next one that crashes. */
static void release_crash(struct end *end)
{
    if (end->crash != NULL) {
        __atomic_store_n(&end->crash->taken, false, __ATOMIC_RELEASE);
        end->crash = NULL;
    }
}

static void begin_end(uint64_t id)
{
    struct life *life = &lives[id];

    report_end(id, &ends[id]);
    release_crash(&ends[id]);
    life->stage = ENDING;
    life->due = 0;
    life->retry_us = RETRY_US;
    if (ends[id].life == 0)
        finish_end(id, -COS_ENOENT);
    else
        take_back(id); /* the first step, after which it is dead for sure, goes before all else */
}

static void report_memory(uint64_t id, int64_t error, bool failed)
{
    if (error != 0 && error != -COS_ENOENT) {
        say("[evm] %s: its memory could not be taken back: error %ld\n", component(id)->name,
            (long)-error);
    } else if (failed && error == 0 && lives[id].told) {
        say("[evm] %s: ended, %ld KiB taken back\n", component(id)->name,
            (long)(ends[id].pages * (COS_PAGE_SIZE / 1024)));
    }
}

/* It stays down. Dormant components are the business of whoever created them. */
static void judge(uint64_t id, unsigned status)
{
    uint32_t flags = component(id)->flags & (EVM_CRITICAL | EVM_DORMANT);

    if (system_status == 0 && flags == EVM_CRITICAL)
        system_status = status;
}

/* ---- The next life ---- */

static void report_spent(uint64_t id)
{
    const struct evm_restart *policy = restart_limits(&component(id)->restart);

    report_left_out(id);
    say("[evm] %s: stays down: it was started again %u times within %u s\n", component(id)->name,
        policy->most, policy->period / 1000);
}

static void report_plan(uint64_t id)
{
    if (lives[id].told) {
        say("[evm] %s: starts again in %lu ms\n", component(id)->name,
            (unsigned long)(lives[id].restart.pause / cos_ticks(1000)));
    }
}

/* Whether it will have one. Pauses count from the time of the end. */
static bool plan(uint64_t id, unsigned status, enum restart_cause cause, uint64_t ended)
{
    const struct evm_component *c = component(id);
    struct life *life = &lives[id];
    enum restart_answer answer = is_last[id] ? RESTART_NO
                                             : restart_ask(&life->restart, &c->restart, cause,
                                                           ended, cos_ticks(1000), &life->due);

    life->stage = answer == RESTART_YES ? WAITING : IDLE;
    life->status = status;
    life->retry_us = RETRY_US;
    if (answer == RESTART_YES) {
        report_plan(id);
    } else if (answer == RESTART_SPENT) {
        report_spent(id);
        judge(id, status != 0 ? status : STATUS_ABSENT);
    } else {
        judge(id, status);
    }
    return answer == RESTART_YES;
}

static void report_failure(uint64_t id, int64_t error)
{
    bool details;

    lives[id].told = say_of(id, &details);
    if (lives[id].told)
        say("[evm] %s: could not be started again: error %ld\n", component(id)->name, (long)-error);
}

static void tell_others(void)
{
    cos_call(COS_SLOT_SCHED, SCHED_NOTIFY, SCHED_ALL, COS_EVENT_PEER, 0);
}

/* A step. Another component may have started it meanwhile. */
static void start(uint64_t id)
{
    struct life *life = &lives[id];
    struct cos_result made = cos_call(COS_SLOT_BOOTER, BOOTER_CREATE, id, 0, 0);
    int64_t error = made.value;

    if (error == BOOTER_MORE)
        return;
    if (is_busy(error)) {
        retry(life);
        return;
    }
    report_damage(id, error, made.extra);
    life->stage = IDLE;
    ends[id].last = SUPERVISOR_ABSENT; /* should a component end it by the booter then */
    restart_done(&life->restart, cos_tsc());
    if (error == -COS_EIO) { /* it would be no better the next time */
        judge(id, life->status != 0 ? life->status : STATUS_ABSENT);
        ends[id].last = SUPERVISOR_CRASHED;
        tell_others();
        return;
    }
    if (error != 0 && error != -COS_EEXIST) {
        report_failure(id, error);
        ends[id].last = plan(id, life->status != 0 ? life->status : STATUS_ABSENT, ENDED_BADLY,
                             cos_tsc())
                            ? SUPERVISOR_RESTARTING
                            : SUPERVISOR_CRASHED;
        tell_others();
    }
}

/* What comes after it. Whether there is something. */
static bool look_ahead(uint64_t id, const struct end *end)
{
    return plan(id, end->status,
                end->kind == END_REBOOT ? ENDED_TO_BEGIN
                : end->status != 0      ? ENDED_BADLY
                                        : ENDED_WELL,
                end->at);
}

/* All that it held has been taken back, if there was no error. */
static void finish_end(uint64_t id, int64_t error)
{
    struct end *end = &ends[id];
    bool failed = end->kind == END_CRASH || end->kind == END_KILL;

    report_memory(id, error, failed);
    if (error != 0 && error != -COS_ENOENT) {
        lives[id].stage = IDLE;
        judge(id, end->status != 0 ? end->status : STATUS_ABSENT);
        end->last = SUPERVISOR_CRASHED;
    } else {
        end->last = look_ahead(id, end) ? SUPERVISOR_RESTARTING
                    : failed            ? SUPERVISOR_CRASHED
                                        : SUPERVISOR_EXITED;
    }
    __atomic_store_n(&end->kind, END_NONE, __ATOMIC_RELEASE);
    tell_others();
}

/* A step. */
static void take_back(uint64_t id)
{
    int64_t error = cos_call(COS_SLOT_BOOTER, BOOTER_DESTROY, id, ends[id].life, 0).value;

    if (is_busy(error))
        retry(&lives[id]);
    else if (error != BOOTER_MORE)
        finish_end(id, error);
}

/* ---- All ---- */

bool is_awaited(uint64_t id)
{
    return lives[id].stage == WAITING ||
           (lives[id].stage == ENDING && !is_last[id] &&
            (ends[id].kind == END_REBOOT || component(id)->restart.when != EVM_RESTART_NEVER));
}

bool is_leaving(uint64_t id)
{
    return lives[id].stage == ENDING;
}

void settle_last(uint64_t id)
{
    is_last[id] = true;
    if (lives[id].stage == WAITING) {
        say("[evm] %s: is not started again, as the system ends\n", component(id)->name);
        lives[id].stage = IDLE;
    }
}

uint64_t settle_ends(void)
{
    uint64_t next = COS_FOREVER, now;

    for (uint64_t id = EVM_SUPERVISOR + 1; id < image()->component_count; id++)
        if (lives[id].stage == IDLE &&
            __atomic_load_n(&ends[id].kind, __ATOMIC_ACQUIRE) > END_CLAIMED)
            begin_end(id);
    now = cos_tsc();
    for (uint64_t id = EVM_SUPERVISOR + 1; id < image()->component_count; id++)
        if (lives[id].stage != IDLE && lives[id].due > now && lives[id].due < next)
            next = lives[id].due;
    return next;
}

uint64_t settle_next(void)
{
    uint64_t best = 0, now = cos_tsc();

    for (uint64_t id = EVM_SUPERVISOR + 1; id < image()->component_count; id++)
        if (lives[id].stage != IDLE && lives[id].due <= now &&
            (best == 0 || component(id)->priority > component(best)->priority))
            best = id;
    return best;
}

bool settle_step(uint64_t id)
{
    enum stage before = lives[id].stage;

    if (before == ENDING)
        take_back(id);
    else
        start(id);
    return lives[id].stage == before && lives[id].due <= cos_tsc();
}
