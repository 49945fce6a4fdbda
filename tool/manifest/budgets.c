/* SPDX-License-Identifier: BSD-2-Clause */
/* Can all budgets be kept (docs/scheduling.md)? If not: what would mend it? */
#include <evm/share.h>
#include <stdlib.h>
#include <string.h>

#include "base/words.h"
#include "check.h"

#define PERCENT_MOST 90 /* the rest is for drivers and root components */
#define MILLION      1000000
#define SUM_MOST     (MILLION / 100 * PERCENT_MOST) /* of all budgets */
#define STEP_US      1000                           /* between periods that are tried */

/* What has a share of the CPU: switches, then VMs. */
struct sharer {
    const char *noun, *list, *name;
    uint32_t number;
    struct cpu *cpu;
};

static uint32_t count_sharers(const struct manifest *manifest)
{
    return manifest->switch_count + manifest->vm_count;
}

static struct sharer sharer_at(struct manifest *manifest, uint32_t index)
{
    if (index < manifest->switch_count) {
        struct netswitch *netswitch = &manifest->switches[index];

        return (struct sharer){"switch", "switches", netswitch->name, index, &netswitch->cpu};
    }
    index -= manifest->switch_count;
    struct vm *vm = &manifest->vms[index];

    return (struct sharer){"vm", "vms", vm->name, index, &vm->cpu};
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

        if (!is_unlimited(other) || other->cpu.urgency < sharer->cpu->urgency)
            continue;
        char *lower = sharer->cpu->urgency > 1
                          ? text(" or a priority below %u", sharer->cpu->urgency)
                          : text("%s", "");

        refuse(check, sharer,
               text("VM '%s' has none and priority %u, so it may take the time of this one with "
                    "priority %u; give that VM a budget%s",
                    other->name, other->cpu.urgency, sharer->cpu->urgency, lower));
        free(lower);
        return;
    }
}

/* Returns that part in millionths. */
static uint64_t part(uint64_t us, uint64_t whole)
{
    return (us * MILLION + whole - 1) / whole;
}

/* Finds the shortest period of budgets with that priority. */
static bool find_shortest(struct manifest *manifest, uint32_t priority, struct sharer *best)
{
    bool found = false;

    for (uint32_t i = 0; i < count_sharers(manifest); i++) {
        struct sharer sharer = sharer_at(manifest, i);

        if (!sharer.cpu->budget_us || sharer.cpu->urgency != priority ||
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
static uint64_t taken(struct manifest *manifest, const struct sharer *shortest)
{
    uint64_t sum = 0, slice = 0;

    for (uint32_t i = 0; i < count_sharers(manifest); i++) {
        struct sharer sharer = sharer_at(manifest, i);
        const struct cpu *cpu = sharer.cpu;
        uint64_t own = cpu->period_us / SCHED_SLICE_PARTS;

        if (!cpu->budget_us || sharer.cpu->urgency < shortest->cpu->urgency)
            continue;
        sum += part(cpu->budget_us, cpu->period_us);
        if (sharer.cpu->urgency > shortest->cpu->urgency)
            sum += part(cpu->budget_us, cpu->period_us) * (2ull * cpu->period_us - cpu->budget_us) /
                   shortest->cpu->period_us;
        else if (cpu != shortest->cpu && own > slice)
            slice = own;
    }
    if (slice > SCHED_SLICE_US / SCHED_SLICE_PARTS)
        slice = SCHED_SLICE_US / SCHED_SLICE_PARTS;
    return sum + part(slice, shortest->cpu->period_us);
}

static bool is_broken(struct manifest *manifest, const struct sharer *shortest)
{
    return taken(manifest, shortest) > MILLION;
}

/* Returns how many priorities have budgets that cannot be kept. */
static unsigned count_broken(struct manifest *manifest)
{
    struct sharer shortest;
    unsigned count = 0;

    for (uint32_t priority = 1; priority <= DRIVER_PRIORITY; priority++)
        count += find_shortest(manifest, priority, &shortest) && is_broken(manifest, &shortest);
    return count;
}

/* ---- What would mend it? --------------------------------------------------------------------- */

/* Gives a budget another period. A share stays the same share. */
static void set_period(struct cpu *cpu, uint64_t us)
{
    uint64_t budget;

    cpu->period_us = (uint32_t)us;
    if (parse_share(cpu->budget, us, &budget))
        cpu->budget_us = (uint32_t)budget;
}

/* Returns the shortest longer period, in ms, with which fewer priorities are broken; 0: none. */
static uint64_t longer_period(struct manifest *manifest, struct cpu *cpu)
{
    const struct cpu before = *cpu;
    const unsigned broken = count_broken(manifest);
    uint64_t us = (before.period_us / STEP_US + 1) * STEP_US;

    for (; us <= SCHED_PERIOD_MOST_US; us += STEP_US) {
        set_period(cpu, us);
        if (count_broken(manifest) < broken)
            break;
    }
    *cpu = before;
    return us <= SCHED_PERIOD_MOST_US ? us / 1000 : 0;
}

static bool keeps_all(struct manifest *manifest, uint32_t priority)
{
    struct sharer shortest;

    return find_shortest(manifest, priority, &shortest) && !is_broken(manifest, &shortest);
}

/* Returns the lowest higher priority that mends it; 0: none. Fewer broken priorities are not
 * enough: the VM's budget could join others that are broken, too. From VM_PRIORITY_SERVICE on, the
 * VM's disks and switches would move up. */
static uint32_t higher_priority(struct manifest *manifest, struct cpu *cpu)
{
    const struct cpu before = *cpu;
    const unsigned broken = count_broken(manifest);
    uint32_t priority = before.urgency + 1;

    for (; priority < VM_PRIORITY_SERVICE; priority++) {
        cpu->urgency = priority;
        if (count_broken(manifest) < broken && keeps_all(manifest, priority))
            break;
    }
    *cpu = before;
    return priority < VM_PRIORITY_SERVICE ? priority : 0;
}

static char *mend_text(struct manifest *manifest, struct cpu *cpu)
{
    uint64_t period = longer_period(manifest, cpu);
    uint32_t priority = higher_priority(manifest, cpu);

    if (period && priority)
        return text("a period of %llums, or priority %u", (unsigned long long)period, priority);
    if (period)
        return text("a period of %llums", (unsigned long long)period);
    return priority ? text("priority %u", priority)
                    : text("shorter periods of those others, or smaller budgets");
}

static void check_priority(const struct check *check, uint32_t priority)
{
    struct manifest *manifest = check->manifest;
    struct sharer shortest;

    if (!find_shortest(manifest, priority, &shortest) || !is_broken(manifest, &shortest))
        return;
    char *mend = mend_text(manifest, shortest.cpu);

    refuse(
        check, &shortest,
        text("cannot be kept in each period of %s, as others of its priority or a higher one may "
             "take the CPU for as long; expected %s",
             shortest.cpu->period ? shortest.cpu->period : CPU_PERIOD_TEXT, mend));
    free(mend);
}

/* ---- All ------------------------------------------------------------------------------------- */

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
        cpu->period_us = CPU_PERIOD_US;
        cpu->budget_us = CPU_PERIOD_US / 100 * (100 - PERCENT_MOST) / uplinks;
    }
}

/* Reports the budget with which all up to it, `sum` in millionths, are too much. */
static void refuse_sum(const struct check *check, const struct sharer *sharer, uint64_t sum)
{
    uint64_t others = sum - (uint64_t)sharer->cpu->budget_us * MILLION / sharer->cpu->period_us;
    uint64_t left = (SUM_MOST - others) / (MILLION / 100);
    char *rest = left ? text("so at most %llu%% for this one", (unsigned long long)left)
                      : text("so none for this one");

    refuse(check, sharer,
           text("the budgets up to this one add up to %llu%% of the CPU's time; expected at most "
                "%d%%, %s, as drivers and root components need the rest",
                (unsigned long long)((sum + MILLION / 100 - 1) / (MILLION / 100)), PERCENT_MOST,
                rest));
    free(rest);
}

void check_budgets(struct check *check)
{
    struct manifest *manifest = check->manifest;
    unsigned before = check->diag->count;
    uint64_t sum = 0; /* millionths of the CPU's time */

    for (uint32_t i = 0; i < count_sharers(manifest); i++) {
        struct sharer sharer = sharer_at(manifest, i);

        if (!sharer.cpu->budget_us)
            continue;
        check_above(check, &sharer);
        sum += (uint64_t)sharer.cpu->budget_us * MILLION / sharer.cpu->period_us;
        if (sum <= SUM_MOST)
            continue;
        refuse_sum(check, &sharer, sum);
        return;
    }
    for (uint32_t priority = 1; priority <= DRIVER_PRIORITY && check->diag->count == before;
         priority++)
        check_priority(check, priority);
    if (sum != 0)
        share_the_rest(check->manifest);
}
