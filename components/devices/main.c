/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The component's thread: fetches work from the booter, does it step by step, and says what came of
 * it. No other component waits for it; the supervisor ends it if it does not fetch its work.
 */
#include "iommu.h"
#include "lock.h"
#include "pci.h"
#include "records.h"
#include "refusal.h"
#include "storms.h"
#include "window.h"

#include <cos/print.h>
#include <cos/runtime.h>
#include <cos/wait.h>
#include <supervisor.h>

#define SELF cos_self()->id

/* ---- Blocked accesses ---- */

static bool next_blocked(uint64_t *what, uint64_t *address)
{
    bool found;

    lock_take(SELF);
    found = iommu_blocked(what, address);
    lock_leave();
    return found;
}

/* The loop ends, as each device is silenced after a few faults. */
static void report_blocked(void)
{
    uint64_t what, address, pause = 0;

    while (next_blocked(&what, &address))
        while (cos_call(COS_SLOT_SUPERVISOR, SUPERVISOR_BLOCKED, what, address, 0).value ==
               -COS_EAGAIN)
            cos_back_off(&pause);
}

/* ---- Storms ---- */

/* Returns when it must be called again. */
static uint64_t look_for_storms(uint64_t events)
{
    uint64_t lines = events & COS_EVENT_IRQ ? cos_irq_storms(COS_SLOT_IRQ) : 0, next;

    lock_take(SELF);
    next = storms_look(lines, cos_tsc());
    lock_leave();
    return next;
}

/* ---- Work ---- */

/* Accesses that were blocked in the component's last life are reported before its next one. */
static int64_t describe(uint64_t id, uint64_t *more)
{
    static struct work_refusal refusals[EVM_COMPONENTS];
    unsigned index;

    report_blocked();
    lock_take(SELF);
    if (pci_missing(id, &index)) {
        lock_leave();
        *more = index;
        return -COS_ENOENT;
    }
    refusals[id] = refusal_of(id);
    lock_leave();
    *more = (uint64_t)&refusals[id];
    return refusals[id].why != NULL ? -COS_EDENIED : 0;
}

static int64_t attach(uint64_t id, uint64_t node)
{
    int64_t error;

    lock_take(SELF);
    error = iommu_attach(id, node);
    attached[id] = error == 0;
    lock_leave();
    return error;
}

static int64_t end(uint64_t id, uint64_t node)
{
    int64_t error;

    lock_take(SELF);
    error = pci_silence(id);
    error = error == 0 ? iommu_detach(id, node) : error;
    attached[id] = attached[id] && error != 0;
    lock_leave();
    return error;
}

/* A step of it. EBUSY: there is more to do, after a while. */
static int64_t work(uint64_t id, enum work_kind kind, uint64_t argument, uint64_t *more)
{
    switch (kind) {
    case WORK_DESCRIBE:
        return describe(id, more);
    case WORK_ATTACH:
        return attach(id, argument);
    case WORK_END:
        return end(id, argument);
    default:
        return -COS_EINVAL;
    }
}

/* Does a step of all work there is. Returns whether some of it is not done. */
static bool work_all(bool *any)
{
    struct cos_result next = booter(WORK_NEXT, 0, 0, 0);
    bool busy = false;

    *any = next.value >= 0;
    while (next.value >= 0) {
        uint64_t id = (uint64_t)next.value & 0xff, more = 0;
        enum work_kind kind = (enum work_kind)(next.value >> WORK_KIND);
        int64_t error = work(id, kind, next.extra, &more);

        if (error != -COS_EBUSY)
            booter(WORK_DONE, (uint64_t)next.value, (uint64_t)-error, more);
        busy = busy || error == -COS_EBUSY;
        next = booter(WORK_NEXT, id + 1, 0, 0);
    }
    return busy;
}

static void begin(void)
{
    lock_begin();
    window_begin(pci_descriptions());
    pci_restore_bars();
    iommu_learn_messages();
    iommu_begin();
    iommu_report();
    for (uint64_t id = 0; id < image()->component_count; id++)
        attached[id] = booter(WORK_ATTACHED, id, 0, 0).value == 1;
    lock_open();
}

int main(const struct cos_start *start)
{
    uint64_t pause = 0, events = 0, all = 0, deadline, time;
    bool any, busy;

    (void)start;
    begin();
    report_blocked();
    for (;;) {
        deadline = look_for_storms(events);
        if (events & COS_EVENT_IRQ)
            report_blocked();
        busy = work_all(&any);
        if (!any && all & COS_EVENT_POWER)
            return 0; /* all drivers have ended */
        pause = busy ? cos_next_pause(&pause) : 0;
        time = busy ? cos_tsc() + cos_ticks(pause) : COS_FOREVER;
        if (cos_wait(COS_SLOT_ENDPOINT, time < deadline ? time : deadline, &events) != 0)
            events = 0;
        all |= events;
    }
}
