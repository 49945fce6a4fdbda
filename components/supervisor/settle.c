/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * From a component's end to its next life, or to nothing: it is reported, its memory is taken back, and the others are
 * told; later it may be started again. What cannot be done yet is tried again after a while: nobody waits for another
 * one's end.
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
    int64_t pages;   /* it has, or had */
    uint64_t due;    /* when to go on */
    uint64_t retry_us;
    unsigned status; /* of its end */
    struct restart restart;
} lives[EVM_COMPONENTS];

static bool is_last[2]; /* of services or of the others: none is started again */

static bool is_service(uint64_t id)
{
    return component(id)->flags & EVM_SERVICE;
}

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

static void report_end(uint64_t id, const struct end *end)
{
    const char *name = component(id)->name;

    flush_console();
    if (end->kind == END_CRASH) {
        report_crash(id, end->crash);
    } else if (end->kind == END_REBOOT) {
        cos_print_raw("[evm] %s: restarting\n", name);
    } else if (end->kind == END_KILL) {
        cos_print_raw("[evm] %s: killed\n", name);
    } else if (end->kind == END_LOST) {
        cos_print_raw("[evm] %s: its thread has ended without an exit status\n", name);
    } else {
        cos_print_raw("[evm] %s: exited, status %u\n", name, end->status);
    }
}

static void begin_end(uint64_t id)
{
    struct life *life = &lives[id];

    report_end(id, &ends[id]);
    life->pages = cos_call(COS_SLOT_BOOTER, BOOTER_PAGES, id, 0, 0).value;
    life->stage = ENDING;
    life->due = 0;
    life->retry_us = RETRY_US;
}

static void report_memory(uint64_t id, int64_t error, bool failed)
{
    if (error != 0 && error != -COS_ENOENT) {
        cos_print_raw("[evm] %s: its memory could not be taken back: error %ld\n", component(id)->name, (long)-error);
    } else if (failed) {
        cos_print_raw("[evm] %s: ended, %ld KiB taken back\n", component(id)->name,
                      (long)(lives[id].pages * (COS_PAGE_SIZE / 1024)));
    }
}

/* It stays down. Dormant components are the business of whoever created them. */
static void judge(uint64_t id, unsigned status)
{
    uint32_t flags = component(id)->flags & (EVM_CRITICAL | EVM_DORMANT);

    if (system_status == 0 && flags == EVM_CRITICAL) {
        system_status = status;
    }
}

/* ---- The next life ---- */

static void report_spent(uint64_t id)
{
    const struct evm_restart *policy = &component(id)->restart;

    cos_print_raw("[evm] %s: stays down: it was started again %u times within %u s\n", component(id)->name,
                  policy->most, policy->period / 1000);
}

/* Whether it will have one. */
static bool plan(uint64_t id, unsigned status)
{
    const struct evm_component *c = component(id);
    struct life *life = &lives[id];
    enum restart_answer answer = is_last[is_service(id)]
                                     ? RESTART_NO
                                     : restart_ask(&life->restart, &c->restart, status != 0, cos_tsc(), cos_ticks(1000),
                                                   &life->due);

    life->stage = answer == RESTART_YES ? WAITING : IDLE;
    life->status = status;
    life->retry_us = RETRY_US;
    if (answer == RESTART_YES) {
        cos_print_raw("[evm] %s: starts again in %lu ms\n", c->name,
                      (unsigned long)(life->restart.pause / cos_ticks(1000)));
    } else if (answer == RESTART_SPENT) {
        report_spent(id);
        judge(id, status != 0 ? status : STATUS_ABSENT);
    } else {
        judge(id, status);
    }
    return answer == RESTART_YES;
}

static void tell_others(void)
{
    cos_call(COS_SLOT_SCHED, SCHED_NOTIFY, SCHED_ALL, COS_EVENT_PEER, 0);
}

/* Somebody else may have started it meanwhile. */
static void start(uint64_t id)
{
    struct life *life = &lives[id];
    int64_t error = cos_call(COS_SLOT_BOOTER, BOOTER_CREATE, id, 0, 0).value;

    if (is_busy(error)) {
        retry(life);
        return;
    }
    life->stage = IDLE;
    ends[id].last = SUPERVISOR_ABSENT; /* should somebody end it by the booter then */
    restart_done(&life->restart, cos_tsc());
    if (error != 0 && error != -COS_EEXIST) {
        cos_print_raw("[evm] %s: could not be started again: error %ld\n", component(id)->name, (long)-error);
        ends[id].last = plan(id, life->status != 0 ? life->status : STATUS_ABSENT) ? SUPERVISOR_RESTARTING
                                                                                   : SUPERVISOR_CRASHED;
        tell_others();
    }
}

/* What comes after it: once it asks for that itself, at once. Whether there is something. */
static bool look_ahead(uint64_t id, const struct end *end)
{
    if (end->kind != END_REBOOT || is_last[is_service(id)]) {
        return plan(id, end->status);
    }
    lives[id].stage = WAITING;
    lives[id].due = lives[id].status = 0;
    lives[id].retry_us = RETRY_US;
    return true;
}

/* All that it held has been taken back, if there was no error. */
static void finish_end(uint64_t id, int64_t error)
{
    struct end *end = &ends[id];
    bool failed = end->kind == END_CRASH || end->kind == END_KILL;

    report_memory(id, error, failed);
    if (end->crash != NULL) {
        __atomic_store_n(&end->crash->taken, false, __ATOMIC_RELEASE);
        end->crash = NULL;
    }
    if (error != 0 && error != -COS_ENOENT) {
        lives[id].stage = IDLE;
        judge(id, end->status != 0 ? end->status : STATUS_ABSENT);
        end->last = SUPERVISOR_CRASHED;
    } else {
        end->last = look_ahead(id, end) ? SUPERVISOR_RESTARTING : failed ? SUPERVISOR_CRASHED : SUPERVISOR_EXITED;
    }
    __atomic_store_n(&end->kind, END_NONE, __ATOMIC_RELEASE);
    if (lives[id].stage == WAITING && lives[id].due == 0) {
        start(id);
    }
    tell_others();
}

static void take_back(uint64_t id)
{
    int64_t error = cos_call(COS_SLOT_BOOTER, BOOTER_DESTROY, id, 0, 0).value;

    if (is_busy(error)) {
        retry(&lives[id]);
    } else {
        finish_end(id, error);
    }
}

/* ---- All ---- */

bool is_awaited(uint64_t id)
{
    return lives[id].stage == WAITING ||
           (lives[id].stage == ENDING &&
            (ends[id].kind == END_REBOOT || component(id)->restart.when != EVM_RESTART_NEVER));
}

bool is_leaving(uint64_t id)
{
    return lives[id].stage == ENDING;
}

void settle_last(bool services)
{
    is_last[services] = true;
    for (uint64_t id = EVM_SUPERVISOR + 1; id < image()->component_count; id++) {
        if (lives[id].stage == WAITING && is_service(id) == services) {
            lives[id].stage = IDLE;
        }
    }
}

static void settle(uint64_t id)
{
    struct life *life = &lives[id];

    if (life->stage == IDLE && __atomic_load_n(&ends[id].kind, __ATOMIC_ACQUIRE) > END_CLAIMED) {
        begin_end(id);
    }
    if (life->stage == ENDING && life->due <= cos_tsc()) {
        take_back(id);
    }
    if (life->stage == WAITING && life->due <= cos_tsc()) {
        start(id);
    }
}

uint64_t settle_all(void)
{
    uint64_t next = COS_FOREVER;

    for (uint64_t id = EVM_SUPERVISOR + 1; id < image()->component_count; id++) {
        settle(id);
        if (lives[id].stage != IDLE && lives[id].due < next) {
            next = lives[id].due;
        }
    }
    return next;
}
