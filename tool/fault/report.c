/* SPDX-License-Identifier: BSD-2-Clause */
#include "report.h"

#include <stdlib.h>
#include <string.h>

#include "base/json.h"
#include "base/shown.h"

#define NAME_LEAST 8 /* columns */

static uint32_t tried(const struct campaign *c)
{
    return c->replay ? c->replay : c->plan.count;
}

static bool is_of(const struct fault *fault, int target, int kind)
{
    return fault->tried && (target < 0 || fault->target == (uint32_t)target) &&
           (kind < 0 || fault->kind == (enum fault_kind)kind);
}

struct totals report_totals(const struct campaign *c, int target, int kind)
{
    struct totals totals = {0};

    for (uint32_t i = 0; c->faults && i < tried(c); i++) {
        const struct fault *fault = &c->faults[i];

        if (!is_of(fault, target, kind))
            continue;
        totals.injected++;
        totals.activated += fault->activated;
        totals.manifested += fault->manifested;
        totals.contained += fault->contained;
        totals.recovered += fault->recovered;
        totals.escaped += fault->escaped;
    }
    return totals;
}

/* ---- Times ---- */

static int compare(const void *left, const void *right)
{
    uint64_t a = *(const uint64_t *)left, b = *(const uint64_t *)right;

    return a < b ? -1 : a > b;
}

/* Returns the time below which that percentage of recoveries took place; 0: there were none. */
static uint64_t percentile(const struct campaign *c, int target, int kind, unsigned percent)
{
    uint64_t *times = need(size_product(tried(c) + 1, sizeof(*times))), found;
    uint32_t count = 0;

    for (uint32_t i = 0; c->faults && i < tried(c); i++)
        if (is_of(&c->faults[i], target, kind) && c->faults[i].recovered &&
            c->faults[i].recovery_instructions)
            times[count++] = c->faults[i].recovery_instructions;
    qsort(times, count, sizeof(*times), compare);
    found = count ? times[(count * percent + 99) / 100 - 1] : 0;
    free(times);
    return found;
}

/* ---- Lines ---- */

static void put_words(FILE *out, const char *words)
{
    if (words) {
        fputs(" (", out);
        show_word(out, 0, words);
        putc(')', out);
    }
}

void report_fault(FILE *out, const struct subjects *subjects, const struct fault *fault)
{
    fprintf(out, "fault %u: %s of %s", fault->number, fault_kinds[fault->kind],
            subjects->item[fault->target].component->name);
    if (fault->function) {
        fputs(" in ", out);
        show_word(out, 0, fault->function);
    }
    if (!fault->activated)
        fputs(fault->instructions ? ": there is no place for it" : ": not triggered", out);
    if (fault->manifested && fault->failure) {
        fprintf(out, ": %s", failures[fault->failure]);
        put_words(out, fault->words);
    } else if (fault->activated && !fault->escaped) {
        fputs(": nothing shows", out);
    }
    if (fault->escaped) {
        fprintf(out, "; ESCAPED to %s: %s",
                fault->other < 0 ? "the system" : subjects->item[fault->other].component->name,
                failures[fault->other_failure]);
        put_words(out, fault->other_words);
    } else if (fault->recovered) {
        fputs("; back", out);
        if (fault->recovery_instructions)
            fprintf(out, " after %llu instructions",
                    (unsigned long long)fault->recovery_instructions);
    } else if (fault->manifested) {
        fputs("; NOT BACK", out);
    }
    putc('\n', out);
}

/* ---- Tables ---- */

static void put_row(FILE *out, const struct campaign *c, int width, const char *name, int target,
                    int kind)
{
    struct totals totals = report_totals(c, target, kind);
    uint64_t median = percentile(c, target, kind, 50), most = percentile(c, target, kind, 99);

    if (!totals.injected)
        return;
    show_word(out, width, name);
    fprintf(out, " %8u %9u %10u %9u %9u %7u", totals.injected, totals.activated, totals.manifested,
            totals.contained, totals.recovered, totals.escaped);
    if (median)
        fprintf(out, " %13llu %13llu\n", (unsigned long long)median, (unsigned long long)most);
    else
        fprintf(out, " %13s %13s\n", "-", "-");
}

static void put_head(FILE *out, int width, const char *name)
{
    fprintf(out, "\n%-*s %8s %9s %10s %9s %9s %7s %13s %13s\n", width, name, "injected",
            "activated", "manifested", "contained", "recovered", "escaped", "median", "99%");
}

void report_tables(FILE *out, const struct campaign *c)
{
    int width = NAME_LEAST;

    for (uint32_t i = 0; i < c->plan.target_count; i++) {
        int length = (int)strlen(c->subjects->item[c->plan.targets[i]].component->name);

        width = length > width ? length : width;
    }
    put_head(out, width, "target");
    for (uint32_t i = 0; i < c->plan.target_count; i++)
        put_row(out, c, width, c->subjects->item[c->plan.targets[i]].component->name,
                (int)c->plan.targets[i], -1);
    put_head(out, width, "kind");
    for (int kind = 0; kind < FAULT_KINDS; kind++)
        put_row(out, c, width, fault_kinds[kind], -1, kind);
    put_head(out, width, "");
    put_row(out, c, width, "all", -1, -1);
    fputs("\nmedian, 99%: instructions until the target has begun again\n", out);
}

/* ---- JSON ---- */

static void put_member(FILE *out, const char *name, const char *string)
{
    fprintf(out, ", \"%s\": ", name);
    json_string(out, string);
}

static void put_flags(FILE *out, const struct fault *fault)
{
    const struct {
        const char *name;
        bool is;
    } flags[] = {
        {"activated", fault->activated}, {"manifested", fault->manifested},
        {"contained", fault->contained}, {"recovered", fault->recovered},
        {"escaped", fault->escaped},
    };

    for (unsigned i = 0; i < COUNT(flags); i++)
        fprintf(out, ", \"%s\": %s", flags[i].name, flags[i].is ? "true" : "false");
}

static void put_numbers(FILE *out, const struct fault *fault)
{
    const struct {
        const char *name;
        uint64_t value;
    } numbers[] = {
        {"hits", fault->hits},
        {"instructions", fault->instructions},
        {"ns", fault->time},
        {"address", fault->address},
        {"before", fault->before},
        {"after", fault->after},
        {"recovery_instructions", fault->recovery_instructions},
        {"recovery_ns", fault->recovery_time},
    };

    for (unsigned i = 0; i < COUNT(numbers); i++)
        fprintf(out, ", \"%s\": %llu", numbers[i].name, (unsigned long long)numbers[i].value);
}

static void put_fault(FILE *out, const struct subjects *subjects, const struct fault *fault)
{
    fprintf(out, "    {\"number\": %u", fault->number);
    put_member(out, "kind", fault_kinds[fault->kind]);
    put_member(out, "target", subjects->item[fault->target].component->name);
    put_member(out, "function", fault->function);
    put_flags(out, fault);
    put_numbers(out, fault);
    put_member(out, "failure", failures[fault->failure]);
    put_member(out, "words", fault->words);
    put_member(out, "escaped_to",
               !fault->escaped    ? NULL
               : fault->other < 0 ? "the system"
                                  : subjects->item[fault->other].component->name);
    put_member(out, "escaped_how", fault->escaped ? failures[fault->other_failure] : NULL);
    put_member(out, "escaped_words", fault->other_words);
    putc('}', out);
}

void report_json(FILE *out, const struct campaign *c)
{
    struct totals totals = report_totals(c, -1, -1);
    const char *comma = "";

    fputs("{\n  \"system\": ", out);
    json_string(out, c->subjects->system);
    fprintf(out,
            ",\n  \"seed\": %llu,\n  \"starts\": %u,\n  \"injected\": %u,\n  \"activated\": %u,\n"
            "  \"manifested\": %u,\n  \"contained\": %u,\n  \"recovered\": %u,\n"
            "  \"escaped\": %u,\n  \"recovery_median_instructions\": %llu,\n"
            "  \"recovery_p99_instructions\": %llu,\n  \"faults\": [\n",
            (unsigned long long)c->plan.seed, c->starts, totals.injected, totals.activated,
            totals.manifested, totals.contained, totals.recovered, totals.escaped,
            (unsigned long long)percentile(c, -1, -1, 50),
            (unsigned long long)percentile(c, -1, -1, 99));
    for (uint32_t i = 0; c->faults && i < tried(c); i++) {
        if (!c->faults[i].tried)
            continue;
        fputs(comma, out);
        put_fault(out, c->subjects, &c->faults[i]);
        comma = ",\n";
    }
    fputs("\n  ]\n}\n", out);
}
