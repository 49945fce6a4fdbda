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
#define PERIOD_TEXT     "10ms"
#define PERCENT_MOST    90 /* the rest is for drivers and root components */
#define MILLION         1000000

/* ---- Values ---------------------------------------------------------------------------------- */

static void bad_key(const struct check *check, const struct item *place, const char *key,
                    const char *value, const char *expected)
{
    diag_add(check->diag, manifest_item_place(check->manifest, place->list, place->number, key, -1),
             "%skey '%s': '%s' is wrong; expected %s", place->where, key, value, expected);
}

static void check_period(const struct check *check, const struct item *place, struct cpu *cpu)
{
    uint64_t us = PERIOD_US;

    if (cpu->period &&
        (!parse_duration(cpu->period, &us) || us < PERIOD_LEAST_US || us > SCHED_PERIOD_MOST_US))
        bad_key(check, place, "period", cpu->period, "a time from 1ms to 1s, like 10ms");
    else
        cpu->period_us = us;
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

/* `share`: what its share of the period is, in us; 0: none. A share may be wrong only because the
 * period is short. */
static void bad_budget(const struct check *check, const struct item *place, const struct cpu *cpu,
                       uint64_t share)
{
    struct place budget = manifest_item_place(check->manifest, place->list, place->number, "budget",
                                              -1);
    const char *period = cpu->period ? cpu->period : PERIOD_TEXT;

    if (share)
        diag_add(check->diag, budget,
                 "%skey 'budget': %s of a period of %s is only %lluus; expected at least %uus",
                 place->where, cpu->budget, period, (unsigned long long)share,
                 SCHED_BUDGET_LEAST_US);
    else
        diag_add(check->diag, budget,
                 "%skey 'budget': '%s' is wrong; expected %s, from 100us to the whole period of %s",
                 place->where, cpu->budget, BUDGET_VALUES, period);
}

/* The budget says what the VM gets; a weight would say nothing. */
static void check_no_weight(const struct check *check, const struct item *place)
{
    if (manifest_said(check->manifest, place->list, place->number, "weight"))
        diag_add(check->diag,
                 manifest_item_place(check->manifest, place->list, place->number, "weight", -1),
                 "%skey 'weight': for a VM without 'budget' only; remove one of them",
                 place->where);
}

void check_cpu(const struct check *check, const struct item *place, struct cpu *cpu)
{
    uint64_t us;
    bool share;

    if (!cpu->budget && cpu->period)
        diag_add(check->diag,
                 manifest_item_place(check->manifest, place->list, place->number, "period", -1),
                 "%skey 'period' needs 'budget'; add one, like {budget: 30%%, period: %s}",
                 place->where, cpu->period);
    if (!cpu->budget)
        return;
    check_no_weight(check, place);
    check_period(check, place, cpu);
    if (!cpu->period_us)
        return;
    share = parse_share(cpu->budget, cpu->period_us, &us);
    if ((!share && !parse_duration(cpu->budget, &us)) || us < SCHED_BUDGET_LEAST_US ||
        us > cpu->period_us)
        bad_budget(check, place, cpu, share ? us : 0);
    else
        cpu->budget_us = us;
}

/* ---- Can they be kept? ----------------------------------------------------------------------- */

/* What has a share of the CPU: switches, then VMs. */
struct sharer {
    const char *noun, *list, *name;
    uint32_t number;
    const struct cpu *cpu;
    uint32_t urgency;
};

static uint32_t count_sharers(const struct manifest *manifest)
{
    return manifest->switch_count + manifest->vm_count;
}

static struct sharer sharer_at(const struct manifest *manifest, uint32_t index)
{
    uint32_t vm = index - manifest->switch_count;

    if (index >= manifest->switch_count)
        return (struct sharer){"vm",
                               "vms",
                               manifest->vms[vm].name,
                               vm,
                               &manifest->vms[vm].cpu,
                               manifest->vms[vm].cpu.urgency};
    const struct netswitch *netswitch = &manifest->switches[index];

    return (struct sharer){"switch", "switches",      netswitch->name,
                           index,    &netswitch->cpu, netswitch->cpu.urgency};
}

static void refuse(const struct check *check, const struct sharer *sharer, char *reason)
{
    diag_add(check->diag,
             manifest_item_place(check->manifest, sharer->list, sharer->number, "budget", -1),
             "%s '%s': key 'budget': %s", sharer->noun, sharer->name, reason);
    free(reason);
}

/* Drivers have no budget that the user must give: users wait for them. */
static bool is_unlimited(const struct vm *vm)
{
    return !vm->cpu.budget_us && !vm->lends_net && !vm->lends_disk;
}

/* Reports a VM that may take the time of another one with a budget. */
static void check_above(const struct check *check, const struct sharer *sharer)
{
    const struct manifest *manifest = check->manifest;

    for (uint32_t i = 0; i < manifest->vm_count && !strcmp(sharer->noun, "vm"); i++) {
        const struct vm *other = &manifest->vms[i];

        if (!is_unlimited(other) || other->cpu.urgency < sharer->urgency)
            continue;
        refuse(check, sharer,
               text("VM '%s' has none and priority %u, so it may take the time of this one with "
                    "priority %u; give that VM a budget or a lower priority",
                    other->name, other->cpu.urgency, sharer->urgency));
        return;
    }
}

/* Returns that part in millionths. */
static uint64_t part(uint64_t us, uint64_t whole)
{
    return (us * MILLION + whole - 1) / whole;
}

/* Finds the shortest period of budgets with that priority. */
static bool find_shortest(const struct manifest *manifest, uint32_t priority, struct sharer *best)
{
    bool found = false;

    for (uint32_t i = 0; i < count_sharers(manifest); i++) {
        struct sharer sharer = sharer_at(manifest, i);

        if (!sharer.cpu->budget_us || sharer.urgency != priority ||
            (found && sharer.cpu->period_us >= best->cpu->period_us))
            continue;
        *best = sharer;
        found = true;
    }
    return found;
}

/* Returns the time that may be taken in the shortest period of a priority, in millionths: those of
 * this priority take their share, and one ends its slice before; those of higher ones take more, as
 * the rest of one period and the next budget may meet in it. */
static uint64_t taken(const struct manifest *manifest, const struct sharer *shortest)
{
    uint64_t sum = 0, slice = 0;

    for (uint32_t i = 0; i < count_sharers(manifest); i++) {
        struct sharer sharer = sharer_at(manifest, i);
        const struct cpu *cpu = sharer.cpu;
        uint64_t own = cpu->period_us / SCHED_SLICE_PARTS;

        if (!cpu->budget_us || sharer.urgency < shortest->urgency)
            continue;
        sum += part(cpu->budget_us, cpu->period_us);
        if (sharer.urgency > shortest->urgency)
            sum += part(cpu->budget_us, cpu->period_us) * (2ull * cpu->period_us - cpu->budget_us) /
                   shortest->cpu->period_us;
        else if (cpu != shortest->cpu && own > slice)
            slice = own;
    }
    if (slice > SCHED_SLICE_US / SCHED_SLICE_PARTS)
        slice = SCHED_SLICE_US / SCHED_SLICE_PARTS;
    return sum + part(slice, shortest->cpu->period_us);
}

static void check_priority(const struct check *check, uint32_t priority)
{
    const struct manifest *manifest = check->manifest;
    struct sharer shortest;

    if (find_shortest(manifest, priority, &shortest) && taken(manifest, &shortest) > MILLION)
        refuse(check, &shortest,
               text("cannot be kept in each period of %s, as VMs of its priority or a higher "
                    "one may take the CPU for as long; expected a longer period or, if its period "
                    "is the shortest, a higher priority",
                    shortest.cpu->period ? shortest.cpu->period : PERIOD_TEXT));
}

/* The uplinks without a budget share the tenth that budgets leave, if there are any: else stations
 * outside could take the time of those. */
static void share_the_rest(struct manifest *manifest)
{
    uint32_t uplinks = 0;

    for (uint32_t i = 0; i < manifest->switch_count; i++)
        uplinks += manifest->switches[i].uplink && !manifest->switches[i].cpu.budget_us;
    for (uint32_t i = 0; i < manifest->switch_count; i++) {
        struct netswitch *netswitch = &manifest->switches[i];
        struct cpu *cpu = netswitch->lender ? &manifest->vms[netswitch->lender - 1].cpu
                                            : &netswitch->cpu;

        if (!netswitch->uplink || cpu->budget_us)
            continue;
        cpu->period_us = PERIOD_US;
        cpu->budget_us = PERIOD_US / 100 * (100 - PERCENT_MOST) / uplinks;
    }
}

void check_budgets(struct check *check)
{
    const struct manifest *manifest = check->manifest;
    unsigned before = check->diag->count;
    uint64_t sum = 0; /* millionths of the CPU's time */

    for (uint32_t i = 0; i < count_sharers(manifest); i++) {
        struct sharer sharer = sharer_at(manifest, i);

        if (!sharer.cpu->budget_us)
            continue;
        check_above(check, &sharer);
        sum += (uint64_t)sharer.cpu->budget_us * MILLION / sharer.cpu->period_us;
        if (sum <= MILLION / 100 * PERCENT_MOST)
            continue;
        refuse(check, &sharer,
               text("the budgets up to this one add up to %llu%% of the CPU's time; expected at "
                    "most %d%%, as drivers and root components need the rest",
                    (unsigned long long)((sum + MILLION / 100 - 1) / (MILLION / 100)),
                    PERCENT_MOST));
        return;
    }
    for (uint32_t priority = 1; priority <= DRIVER_PRIORITY && check->diag->count == before;
         priority++)
        check_priority(check, priority);
    if (sum != 0)
        share_the_rest(check->manifest);
}
