/* SPDX-License-Identifier: BSD-2-Clause */
/* The keys of `cpu`: budgets, and whether all of them can be kept (docs/scheduling.md). */
#include <evm/share.h>
#include <stdlib.h>
#include <string.h>

#include "base/words.h"
#include "check.h"
#include "keys.h"

#define PERIOD_LEAST_US 1000
#define PERIOD_US       10000 /* unless the manifest gives another one */
#define PERCENT_MOST    90    /* the rest is for drivers and root components */
#define MILLION         1000000

/* ---- Values ---------------------------------------------------------------------------------- */

static void check_period(const struct check *check)
{
    struct vm *vm = check->vm;
    uint64_t us = PERIOD_US;

    if (vm->period &&
        (!parse_duration(vm->period, &us) || us < PERIOD_LEAST_US || us > SCHED_PERIOD_MOST_US))
        bad_entry(check, "period", -1, vm->period, "a time from 1ms to 1s, like 10ms");
    else
        vm->period_us = us;
}

/* Parses "30%" of `whole`. */
static bool parse_share(const char *string, uint64_t whole, uint64_t *part)
{
    char *digits = text("%s", string), *sign = strchr(digits, '%');
    bool good = sign && !sign[1];
    uint64_t percent = 0;

    if (good)
        *sign = 0;
    good = good && parse_number(digits, &percent) && percent <= 100;
    *part = whole * percent / 100;
    free(digits);
    return good;
}

void check_cpu(const struct check *check)
{
    struct vm *vm = check->vm;
    uint64_t us;

    if (!vm->budget && vm->period)
        diag_add(check->diag, place_of(check, "period", -1),
                 "vm '%s': key 'period' needs 'budget'; add one, like {budget: 30%%, period: %s}",
                 vm->name, vm->period);
    if (!vm->budget)
        return;
    check_period(check);
    if (!vm->period_us)
        return;
    if ((!parse_share(vm->budget, vm->period_us, &us) && !parse_duration(vm->budget, &us)) ||
        us < SCHED_BUDGET_LEAST_US || us > vm->period_us)
        bad_entry(check, "budget", -1, vm->budget,
                  BUDGET_VALUES ", from 100us to the whole period");
    else
        vm->budget_us = us;
}

/* ---- Can they be kept? ----------------------------------------------------------------------- */

static void refuse(const struct check *check, uint32_t index, char *reason)
{
    diag_add(check->diag, manifest_place(check->manifest, index, "budget", -1),
             "vm '%s': key 'budget': %s", check->manifest->vms[index].name, reason);
    free(reason);
}

/* Drivers have no budget: users wait for them. */
static bool is_unlimited(const struct vm *vm)
{
    return !vm->budget_us && !vm->lends_net && !vm->lends_disk;
}

/* Reports a VM that may take the time of `index`. */
static void check_above(const struct check *check, uint32_t index)
{
    const struct manifest *manifest = check->manifest;
    const struct vm *vm = &manifest->vms[index];

    for (uint32_t i = 0; i < manifest->vm_count; i++) {
        const struct vm *other = &manifest->vms[i];

        if (!is_unlimited(other) || other->urgency < vm->urgency)
            continue;
        refuse(check, index,
               text("VM '%s' has none and priority %u, so it may take the time of this one with "
                    "priority %u; give that VM a budget or a lower priority",
                    other->name, other->urgency, vm->urgency));
        return;
    }
}

/* Returns that part in millionths. */
static uint64_t part(uint64_t us, uint64_t whole)
{
    return (us * MILLION + whole - 1) / whole;
}

/* Returns the VM with the shortest period of those with a budget and that priority. */
static uint32_t shortest(const struct manifest *manifest, uint32_t priority)
{
    uint32_t best = manifest->vm_count;

    for (uint32_t i = 0; i < manifest->vm_count; i++) {
        const struct vm *vm = &manifest->vms[i];

        if (vm->budget_us && vm->urgency == priority &&
            (best == manifest->vm_count || vm->period_us < manifest->vms[best].period_us))
            best = i;
    }
    return best;
}

/* Returns the time that may be taken in a period of the VM, the shortest of its priority, in
 * millionths: VMs of its priority take their share, and one ends its slice before; those of higher
 * ones take more, as the rest of one period and the next budget may meet in it. */
static uint64_t taken(const struct manifest *manifest, const struct vm *shortest)
{
    uint64_t sum = 0, slice = 0;

    for (uint32_t i = 0; i < manifest->vm_count; i++) {
        const struct vm *vm = &manifest->vms[i];
        uint64_t own = vm->period_us / SCHED_SLICE_PARTS;

        if (!vm->budget_us || vm->urgency < shortest->urgency)
            continue;
        sum += part(vm->budget_us, vm->period_us);
        if (vm->urgency > shortest->urgency)
            sum += part(vm->budget_us, vm->period_us) * (2ull * vm->period_us - vm->budget_us) /
                   shortest->period_us;
        else if (vm != shortest && own > slice)
            slice = own;
    }
    if (slice > SCHED_SLICE_US / SCHED_SLICE_PARTS)
        slice = SCHED_SLICE_US / SCHED_SLICE_PARTS;
    return sum + part(slice, shortest->period_us);
}

static void check_priority(const struct check *check, uint32_t priority)
{
    const struct manifest *manifest = check->manifest;
    uint32_t index = shortest(manifest, priority);

    if (index < manifest->vm_count && taken(manifest, &manifest->vms[index]) > MILLION)
        refuse(check, index,
               text("cannot be kept in each period of %u us, as VMs of its priority or a higher "
                    "one may take the CPU for as long; expected a longer period or, if its period "
                    "is the shortest, a higher priority",
                    manifest->vms[index].period_us));
}

void check_budgets(const struct check *check)
{
    const struct manifest *manifest = check->manifest;
    unsigned before = check->diag->count;
    uint64_t sum = 0; /* millionths of the CPU's time */

    for (uint32_t i = 0; i < manifest->vm_count; i++) {
        if (!manifest->vms[i].budget_us)
            continue;
        check_above(check, i);
        sum += (uint64_t)manifest->vms[i].budget_us * MILLION / manifest->vms[i].period_us;
        if (sum <= MILLION / 100 * PERCENT_MOST)
            continue;
        refuse(check, i,
               text("the budgets up to this one add up to %llu%% of the CPU's time; expected at "
                    "most %d%%, as drivers and root components need the rest",
                    (unsigned long long)((sum + MILLION / 100 - 1) / (MILLION / 100)),
                    PERCENT_MOST));
        return;
    }
    for (uint32_t priority = 1; priority <= VM_PRIORITY_MAX && check->diag->count == before;
         priority++)
        check_priority(check, priority);
}
