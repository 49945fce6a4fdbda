/* SPDX-License-Identifier: BSD-2-Clause */
/* The key `restart` of VMs, disks and switches. */
#include <stdlib.h>
#include <string.h>

#include "base/words.h"
#include "check.h"
#include "keys.h"

#define MS_DEFAULT   100
#define MOST_DEFAULT 10
#define PERIOD       60000 /* ms, of the default */
#define MOST         10000
#define BACKOFF_MOST (EVM_RESTART_MS / 2) /* half of the longest time of `max` */
#define BACKOFF      10                   /* ms, of components for disks and switches */

/* Such components end only when they are told to, or by a failure. */
const struct evm_restart service_restart = {.when = EVM_RESTART_ALWAYS, .backoff = BACKOFF};

static const char *const whens[] = {
    [EVM_RESTART_NEVER] = "never",
    [EVM_RESTART_FAILURE] = "failure",
    [EVM_RESTART_ALWAYS] = "always",
};

static void bad_key(const struct check *check, const struct item *place, const char *key,
                    const char *value, const char *expected)
{
    char *name = text("restart_%s", key);

    diag_add(check->diag,
             manifest_item_place(check->manifest, place->list, place->number, name, -1),
             "%skey '%s': '%s' is wrong; expected %s", place->where, key, value, expected);
    free(name);
}

/* Returns true if the user has written a word: `restart: always` is short for a mapping with the
 * key `when`, which a message then must not name. */
static bool is_word(const struct check *check, const struct item *place)
{
    const struct manifest *manifest = check->manifest;
    struct place whole = manifest_item_place(manifest, place->list, place->number, "restart", -1);
    struct place when = manifest_item_place(manifest, place->list, place->number, "restart_when",
                                            -1);

    return whole.line == when.line && whole.column == when.column;
}

static void check_when(const struct check *check, const struct item *place, struct restart *restart)
{
    unsigned when = 0;

    while (when < COUNT(whens) && strcmp(restart->when, whens[when]))
        when++;
    if (when < COUNT(whens))
        restart->policy.when = when;
    else if (is_word(check, place))
        diag_add(check->diag,
                 manifest_item_place(check->manifest, place->list, place->number, "restart", -1),
                 "%skey 'restart': '%s' is wrong; expected " RESTART_VALUES, place->where,
                 restart->when);
    else
        bad_key(check, place, "when", restart->when, "always, failure or never");
}

static void check_backoff(const struct check *check, const struct item *place,
                          struct restart *restart)
{
    uint64_t ms;

    if (!parse_time(restart->backoff, &ms) || !ms || ms > BACKOFF_MOST)
        bad_key(check, place, "backoff", restart->backoff, "a time from 1ms to 30min, like 100ms");
    else
        restart->policy.backoff = ms;
}

/* Parses `max`, like "10/min". */
static void check_max(const struct check *check, const struct item *place, struct restart *restart)
{
    char *count = text("%s", restart->max), *slash = strchr(count, '/'), *period = NULL;
    uint64_t most = 0, ms = 0;

    if (slash) {
        *slash = 0;
        period = text("1%s", slash + 1);
    }
    if (!period || (slash[1] >= '0' && slash[1] <= '9') || !parse_number(count, &most) || !most ||
        most > MOST || !parse_time(period, &ms) || ms > EVM_RESTART_MS || ms == 1) {
        bad_key(check, place, "max", restart->max,
                "1 to 10000 restarts in a second, minute or hour, like 10/min");
    } else {
        restart->policy.most = most;
        restart->policy.period = ms;
    }
    free(period);
    free(count);
}

/* How many restarts fit into half of the time that `max` names, or which pauses. The caller frees
 * the text. */
static char *fitting(const struct evm_restart *policy)
{
    uint32_t pause = policy->period / 2 / policy->most, most = policy->period / 2 / policy->backoff;
    const char *end = most == 1 ? "" : "s";

    if (most && pause)
        return text("at most %u restart%s, or pauses of at most %u ms", most, end, pause);
    if (most)
        return text("at most %u restart%s", most, end);
    return pause ? text("pauses of at most %u ms", pause)
                 : text("fewer restarts, and shorter pauses");
}

/* Reports pauses that do not fit into half of the time that `max` names. */
static void check_pauses(const struct check *check, const struct item *place,
                         const struct restart *restart)
{
    const struct evm_restart *policy = &restart->policy;
    bool one = policy->most == 1;

    if (policy->most <= policy->period / 2 / policy->backoff)
        return;
    char *expected = fitting(policy);

    diag_add(check->diag,
             manifest_item_place(check->manifest, place->list, place->number,
                                 restart->backoff ? "restart_backoff" : "restart_max", -1),
             "%skey 'restart': %u restart%s with pauses of %u ms do%s not fit into half of %u s, "
             "so 'max' would never be reached; expected %s",
             place->where, policy->most, one ? "" : "s", policy->backoff, one ? "es" : "",
             policy->period / 1000, expected);
    free(expected);
}

void check_restart(const struct check *check, const struct item *place, struct restart *restart)
{
    struct evm_restart *policy = &restart->policy;
    unsigned before = check->diag->count;

    policy->backoff = policy->backoff ? policy->backoff : MS_DEFAULT;
    policy->most = MOST_DEFAULT;
    policy->period = PERIOD;
    if (restart->when)
        check_when(check, place, restart);
    if (restart->backoff)
        check_backoff(check, place, restart);
    if (restart->max)
        check_max(check, place, restart);
    if (check->diag->count == before && (restart->backoff || restart->max))
        check_pauses(check, place, restart);
}
