/* SPDX-License-Identifier: BSD-2-Clause */
#include "fault.h"

#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "base/files.h"
#include "base/words.h"
#include "progress.h"
#include "report.h"

#define SETTLE_US 3000000
#define WINDOW_US 1000000
#define WRONG     "(^|[^[:alnum:]_])not ok([^[:alnum:]_]|$)"

/* ---- Options ---- */

static enum outcome unknown(const char *option, const char *word, const char *const words[],
                            unsigned count, const char *expected)
{
    const char *near = nearest(word, words, count);

    host_error(near ? "--%s: '%s' is unknown; did you mean '%s'?"
                    : "--%s: '%s' is unknown: expected %s",
               option, word, near ? near : expected);
    return OUTCOME_USAGE;
}

static enum outcome choose_kinds(const struct fault_options *options, struct fault_plan *plan)
{
    for (uint32_t i = 0; i < options->kinds.count; i++) {
        const char *word = options->kinds.item[i];
        unsigned kind = 0;

        while (kind < FAULT_KINDS && strcmp(word, fault_kinds[kind]))
            kind++;
        if (kind == FAULT_KINDS)
            return unknown("kind", word, fault_kinds, FAULT_KINDS,
                           "register, ip, text, data, stack, heap, fault, hang, pointer, overflow, "
                           "syscall or link");
    }
    for (unsigned kind = 0; kind < FAULT_KINDS; kind++)
        if (!options->kinds.count || strings_have(&options->kinds, fault_kinds[kind]))
            plan->kinds[plan->kind_count++] = kind;
    return OUTCOME_OK;
}

/* All components but the root components and those that only start when another one asks. */
static bool is_usual(const struct subject *subject)
{
    return subject->component->kind >= EVM_NATIVE && !(subject->component->flags & EVM_DORMANT);
}

static bool suits_any(const struct fault_plan *plan, const struct subject *subject)
{
    for (unsigned i = 0; i < plan->kind_count; i++)
        if (fault_suits(plan->kinds[i], subject))
            return true;
    return false;
}

static enum outcome choose_targets(const struct fault_options *options,
                                   const struct subjects *subjects, struct fault_plan *plan)
{
    const char *names[EVM_COMPONENTS];

    for (uint32_t i = 0; i < subjects->count; i++)
        names[i] = subjects->item[i].component->name;
    for (uint32_t i = 0; i < options->targets.count; i++)
        if (subject_find(subjects, options->targets.item[i]) < 0)
            return unknown("target", options->targets.item[i], names, subjects->count,
                           "a component of the system; 'evm size' lists them");
    for (uint32_t i = 0; i < subjects->count; i++) {
        const struct subject *subject = &subjects->item[i];

        if ((options->targets.count ? strings_have(&options->targets, names[i])
                                    : is_usual(subject)) &&
            suits_any(plan, subject))
            plan->targets[plan->target_count++] = i;
    }
    if (plan->target_count)
        return OUTCOME_OK;
    host_error("no fault of these kinds can strike any of these targets: name others");
    return OUTCOME_USAGE;
}

static enum outcome compile(const char *wrong, regex_t *regex)
{
    char problem[128];
    int error = regcomp(regex, wrong, REG_EXTENDED | REG_NOSUB);

    if (!error)
        return OUTCOME_OK;
    regerror(error, regex, problem, sizeof(problem));
    host_error("--wrong: '%s' is no regular expression: %s", wrong, problem);
    return OUTCOME_USAGE;
}

/* ---- The end ---- */

static void note_signal(int number)
{
    wanted_end = number;
}

static void catch_signals(void)
{
    static const int numbers[] = {SIGINT, SIGTERM, SIGHUP};
    struct sigaction action = {.sa_handler = note_signal};

    for (unsigned i = 0; i < COUNT(numbers); i++)
        sigaction(numbers[i], &action, NULL);
    signal(SIGPIPE, SIG_IGN);
}

static uint64_t seconds(void)
{
    struct timespec now;

    clock_gettime(CLOCK_MONOTONIC, &now);
    return (uint64_t)now.tv_sec;
}

static struct progress progress;
static bool keeps_results; /* in a file (--json) */

/* Shows each fault that is of interest, and how far it is. */
static void tell(const struct campaign *campaign, const struct fault *fault)
{
    bool bad = fault->escaped || (fault->manifested && !fault->recovered);

    if (isatty(STDERR_FILENO))
        fprintf(stderr, "\r%u faults\r", campaign->count);
    else
        progress_show(&progress, stderr, campaign, seconds());
    if (bad || campaign->verbose || campaign->replay)
        report_fault(stdout, campaign->subjects, fault);
    if (fflush(stdout) && errno == EPIPE && !keeps_results)
        wanted_end = SIGPIPE; /* else it would go on, for hours perhaps, and without a reader */
}

static enum outcome write_json(const char *path, const struct campaign *campaign)
{
    char *bytes = NULL;
    size_t size;
    FILE *out = open_memstream(&bytes, &size);

    if (!out)
        return host_error("no memory for the results");
    report_json(out, campaign);
    fclose(out);
    bool written = file_write(path, bytes, size, 0644);

    free(bytes);
    return written ? OUTCOME_OK : host_error("%s: %s", path, strerror(errno));
}

static int conclude(struct campaign *campaign, bool ran, const struct fault_options *options)
{
    struct totals totals = report_totals(campaign, -1, -1);
    enum outcome outcome = OUTCOME_OK;

    if (!ran)
        outcome = host_error("%s", campaign->problem);
    report_tables(stdout, campaign);
    printf("seed %llu, %u of %llu faults, system started %u time%s\n",
           (unsigned long long)options->seed, campaign->count,
           (unsigned long long)(options->replay ? 1 : options->count), campaign->starts,
           campaign->starts == 1 ? "" : "s");
    if (options->json && !outcome)
        outcome = write_json(options->json, campaign);
    if (totals.escaped)
        return FAULT_ESCAPED;
    if (outcome)
        return FAULT_TOOL + outcome;
    if (wanted_end)
        return 128 + wanted_end;
    if (totals.activated)
        return FAULT_ALL_CONTAINED;
    host_error("no fault was triggered: no target began the functions chosen for it within the "
               "window; give the system work, or a longer --window");
    return FAULT_NOTHING;
}

int fault_run(const struct buffer *bootable, uint64_t memory, const struct strings *devices,
              const struct manifest *manifest, const struct fault_options *options)
{
    struct subjects subjects = {0};
    regex_t wrong;
    struct campaign campaign = {
        .subjects = &subjects,
        .setup = {.bootable = bootable,
                  .subjects = &subjects,
                  .memory = memory,
                  .devices = devices,
                  .waits = devices->count,
                  .iommu = manifest_wants_iommu(manifest)},
        .plan = {.seed = options->seed, .count = (uint32_t)options->count},
        .replay = (uint32_t)options->replay,
        .settle = (options->settle_us ? options->settle_us : SETTLE_US) * 1000,
        .window = (options->window_us ? options->window_us : WINDOW_US) * 1000,
        .wrong = &wrong,
        .verbose = options->verbose,
        .tell = tell,
    };
    enum outcome outcome = compile(options->wrong ? options->wrong : WRONG, &wrong);

    if (outcome)
        return FAULT_TOOL + (int)outcome;
    outcome = subjects_read(bootable, &subjects);
    if (!outcome)
        outcome = choose_kinds(options, &campaign.plan);
    if (!outcome)
        outcome = choose_targets(options, &subjects, &campaign.plan);
    int result = FAULT_TOOL + (int)outcome;

    if (!outcome) {
        catch_signals();
        keeps_results = options->json;
        progress_begin(&progress, campaign.replay ? 1 : campaign.plan.count, seconds());
        result = conclude(&campaign, campaign_run(&campaign), options);
    }
    campaign_end(&campaign);
    subjects_free(&subjects);
    regfree(&wrong);
    return result;
}
