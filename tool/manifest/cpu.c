/* SPDX-License-Identifier: BSD-2-Clause */
/* The keys of `cpu` (docs/scheduling.md). */
#include <evm/share.h>
#include <stdlib.h>
#include <string.h>

#include "base/words.h"
#include "check.h"
#include "keys.h"

#define PERIOD_LEAST_US 1000

static void bad_key(const struct check *check, const struct item *place, const char *key,
                    const char *value, const char *expected)
{
    diag_add(check->diag, manifest_item_place(check->manifest, place->list, place->number, key, -1),
             "%skey '%s': '%s' is wrong; expected %s", place->where, key, value, expected);
}

static void check_period(const struct check *check, const struct item *place, struct cpu *cpu)
{
    uint64_t us = CPU_PERIOD_US;

    if (cpu->period &&
        (!parse_duration(cpu->period, &us) || us < PERIOD_LEAST_US || us > SCHED_PERIOD_MOST_US))
        bad_key(check, place, "period", cpu->period, "a time from 1ms to 1s, like 10ms");
    else
        cpu->period_us = us;
}

bool parse_share(const char *string, uint64_t whole, uint64_t *part)
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

/* Reports a share of less time than a budget must have, and how much more mends it. */
static void too_short(const struct check *check, const struct item *place, const struct cpu *cpu,
                      uint64_t share)
{
    uint64_t percent, parts = 100ull * SCHED_BUDGET_LEAST_US;

    parse_share(cpu->budget, 100, &percent);
    diag_add(
        check->diag, manifest_item_place(check->manifest, place->list, place->number, "budget", -1),
        "%skey 'budget': %s of a period of %s is only %lluus; expected at least %uus: a share "
        "of at least %llu%%, or a period of at least %llums",
        place->where, cpu->budget, cpu->period, (unsigned long long)share, SCHED_BUDGET_LEAST_US,
        (unsigned long long)((parts + cpu->period_us - 1) / cpu->period_us),
        (unsigned long long)((parts / percent + (parts % percent != 0) + 999) / 1000));
}

/* Reports a budget that is not between the least one and its period. `us`: the time that it is, 0:
 * none; `share`: as a part of the period. */
static void bad_budget(const struct check *check, const struct item *place, const struct cpu *cpu,
                       uint64_t us, bool share)
{
    struct place budget = manifest_item_place(check->manifest, place->list, place->number, "budget",
                                              -1);
    const char *period = cpu->period ? cpu->period : CPU_PERIOD_TEXT;

    if (us && share)
        too_short(check, place, cpu, us);
    else if (us > cpu->period_us && us <= SCHED_PERIOD_MOST_US)
        diag_add(check->diag, budget,
                 "%skey 'budget': %s is more than the%s period of %s; expected at most that, or a "
                 "longer 'period', up to 1s",
                 place->where, cpu->budget, cpu->period ? "" : " default", period);
    else
        diag_add(check->diag, budget,
                 "%skey 'budget': '%s' is wrong; expected %s, from 100us to the whole period of %s",
                 place->where, cpu->budget, BUDGET_VALUES, period);
}

/* `period` is wrong: reports a budget that is wrong with any period. */
static void check_form(const struct check *check, const struct item *place, const struct cpu *cpu)
{
    uint64_t us;

    if (!parse_share(cpu->budget, SCHED_PERIOD_MOST_US, &us) && !parse_duration(cpu->budget, &us))
        bad_key(check, place, "budget", cpu->budget, BUDGET_VALUES);
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
    if (!cpu->period_us) {
        check_form(check, place, cpu);
        return;
    }
    share = parse_share(cpu->budget, cpu->period_us, &us);
    if (!share && !parse_duration(cpu->budget, &us))
        us = 0;
    if (us < SCHED_BUDGET_LEAST_US || us > cpu->period_us)
        bad_budget(check, place, cpu, us, share);
    else
        cpu->budget_us = us;
}
