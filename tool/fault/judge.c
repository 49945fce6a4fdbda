/* SPDX-License-Identifier: BSD-2-Clause */
#include "judge.h"

#include <string.h>

static char *copy(const char *words)
{
    return words ? text("%s", words) : NULL;
}

/* The fault shows in its target. */
static void manifest(struct fault *fault, enum failure failure, const char *words)
{
    if (fault->manifested)
        return;
    fault->manifested = fault->contained = true;
    fault->failure = failure;
    fault->words = copy(words);
}

/* The fault shows elsewhere. */
static void escape(struct fault *fault, enum failure failure, int other, const char *words)
{
    fault->manifested = true;
    fault->contained = fault->recovered = false;
    if (fault->escaped)
        return;
    fault->escaped = true;
    fault->other_failure = failure;
    fault->other = other;
    fault->other_words = copy(words);
}

static bool is_lost(const struct outcome_seen *seen)
{
    return seen->ended || seen->stands || seen->watch->kernel;
}

/* Components that may fail with the target: those whose program has the same damaged bit. */
static uint64_t fate(const struct subjects *subjects, const struct fault *fault)
{
    return fault->kind == FAULT_TEXT ? subjects->item[fault->target].sharers
                                     : 1ull << fault->target;
}

/* Whether a failure of another component is one: a component may end as it always does. */
static bool counts(const struct seen *seen)
{
    return seen->failure != FAILURE_NONE &&
           !(seen->failure == FAILURE_ENDED && seen->words &&
             (!strcmp(seen->words, "exited, status 0") || !strcmp(seen->words, "restarting")));
}

/* Whether a component's line says that the answer of the target is wrong. */
static bool blames(const struct seen *seen, const struct subject *target)
{
    const char *name = target->component->name, *found = seen->words;
    size_t length = strlen(name);

    while (seen->failure == FAILURE_WRONG && (found = strstr(found, name))) {
        if ((found == seen->words || found[-1] == ' ') && strchr(" ,:;", found[length]))
            return true;
        found++;
    }
    return false;
}

/* Whether a component that has failed prints again. One that never prints counts as not back. */
static bool is_back(const struct outcome_seen *seen, uint32_t number)
{
    const struct seen *one = &seen->watch->seen[number];

    return !is_lost(seen) && !seen->silent && !one->down && one->lines;
}

/* An earlier fault shows, in that component. */
static void manifest_late(struct fault *earlier, const struct outcome_seen *seen, uint32_t number)
{
    const struct seen *one = &seen->watch->seen[number];

    if (earlier->manifested)
        return;
    manifest(earlier, one->failure, one->words);
    earlier->recovered = is_back(seen, number);
}

/* Whether only others have failed, by the target's damaged text, and are back. */
static bool sharers_are_back(const struct subjects *subjects, const struct fault *fault,
                             const struct outcome_seen *seen)
{
    uint64_t others = fate(subjects, fault) & ~(1ull << fault->target);
    bool failed = false;

    for (uint32_t i = 0; i < subjects->count; i++) {
        if (!(others >> i & 1) || !counts(&seen->watch->seen[i]))
            continue;
        if (!is_back(seen, i))
            return false;
        failed = true;
    }
    return failed && seen->watch->seen[fault->target].failure == FAILURE_NONE;
}

/* Components that may wait for an answer of the target, or of one with the same damaged bit. */
static uint64_t waiting_for(const struct subjects *subjects, const struct fault *fault)
{
    uint64_t waiting = 0;

    for (uint32_t i = 0; i < subjects->count; i++)
        if (fate(subjects, fault) >> i & 1)
            waiting |= 1ull << i | subjects->item[i].waiting;
    return waiting;
}

/* Whether a hung component only waits for the target, which has not failed but no longer answers.
 * Its watchdog then shows the same as its silence would. */
static bool is_deaf(const struct subjects *subjects, const struct fault *fault, uint32_t number)
{
    return (!fault->manifested || fault->failure == FAILURE_DEAF) &&
           waiting_for(subjects, fault) >> number & 1;
}

/* A text that is damaged now makes all fail that share it, whatever has struck them before. Returns
 * the components, a bit each, whose failure nothing of that kind explains. */
static uint64_t judge_likely(const struct subjects *subjects, struct fault *faults,
                             const uint32_t tainted[], struct fault *fault,
                             const struct outcome_seen *seen)
{
    uint64_t left = 0;

    for (uint32_t i = 0; i < subjects->count; i++) {
        const struct seen *one = &seen->watch->seen[i];

        if (i == fault->target || !counts(one))
            continue;
        if (fault->activated && fate(subjects, fault) >> i & 1)
            manifest(fault, one->failure, one->words);
        else if (tainted[i] && tainted[i] != fault->number)
            manifest_late(&faults[tainted[i] - 1], seen, i);
        else if (fault->activated && blames(one, &subjects->item[fault->target]))
            manifest(fault, one->failure, one->words);
        else if (fault->activated)
            left |= 1ull << i;
    }
    return left;
}

/* Others, when it is known whether the fault shows in its target. */
static void judge_others(const struct subjects *subjects, struct fault *fault,
                         const struct outcome_seen *seen, uint64_t others)
{
    for (uint32_t i = 0; i < subjects->count; i++) {
        const struct seen *one = &seen->watch->seen[i];

        if (!(others >> i & 1))
            continue;
        if (one->failure == FAILURE_HUNG && is_deaf(subjects, fault, i))
            manifest(fault, FAILURE_DEAF, one->words);
        else
            escape(fault, one->failure, (int)i, one->words);
    }
}

/* Those who print nothing any more have the damaged bit, too, or wait for one that has it, or the
 * fault has reached them. */
static void judge_silence(const struct subjects *subjects, struct fault *fault,
                          const struct outcome_seen *seen)
{
    uint64_t own = 1ull << fault->target, waiting = waiting_for(subjects, fault);

    if (seen->silent & own)
        manifest(fault, FAILURE_SILENT, NULL);
    else if (seen->silent && !(seen->silent & ~waiting))
        manifest(fault, FAILURE_DEAF, NULL);
    for (uint32_t i = 0; i < subjects->count; i++)
        if (seen->silent & ~waiting & 1ull << i)
            escape(fault, FAILURE_SILENT, (int)i, NULL);
}

/* Nothing has struck now: an earlier fault shows late. */
static void judge_late_silence(const struct subjects *subjects, struct fault *faults,
                               const uint32_t tainted[], uint64_t silent)
{
    for (uint32_t i = 0; i < subjects->count && silent; i++)
        if (tainted[i] && !(silent & ~subjects->item[i].waiting))
            manifest(&faults[tainted[i] - 1], FAILURE_DEAF, NULL);
}

/* Whether any component but the target keeps the system up. */
static bool others_remain(const struct subjects *subjects, const struct fault *fault)
{
    for (uint32_t i = 0; i < subjects->count; i++) {
        const struct evm_component *c = subjects->item[i].component;

        if (i != fault->target && c->kind >= EVM_NATIVE &&
            !(c->flags & (EVM_SERVICE | EVM_DORMANT)))
            return true;
    }
    return false;
}

bool judge(const struct subjects *subjects, struct fault *faults, const uint32_t tainted[],
           struct fault *fault, const struct outcome_seen *seen)
{
    const struct seen *target = &seen->watch->seen[fault->target];
    uint32_t earlier = tainted[fault->target];
    bool lost = is_lost(seen), fails = target->failure != FAILURE_NONE;

    /* before this fault, an earlier one may have shown */
    if (fails && fault->activated)
        manifest(fault, target->failure, target->words);
    else if (fails && earlier)
        manifest_late(&faults[earlier - 1], seen, fault->target);
    else if (seen->begun && fault->activated)
        manifest(fault, FAILURE_ENDED, "it has begun again");
    judge_others(subjects, fault, seen, judge_likely(subjects, faults, tainted, fault, seen));
    if (fault->activated)
        judge_silence(subjects, fault, seen);
    else
        judge_late_silence(subjects, faults, tainted, seen->silent);
    if (seen->watch->kernel)
        escape(fault, FAILURE_KERNEL, -1, seen->watch->kernel);
    else if (lost && (!fault->manifested || others_remain(subjects, fault)))
        escape(fault, FAILURE_SYSTEM, -1, seen->stands ? "it stands" : "it has ended");
    fault->recovered = fault->manifested && !fault->escaped && !lost && !seen->silent &&
                       (seen->begun || fault->failure == FAILURE_WRONG ||
                        fault->failure == FAILURE_DAMAGED ||
                        sharers_are_back(subjects, fault, seen));
    return !fault->escaped && !lost && !seen->silent && (!fault->manifested || fault->recovered);
}
