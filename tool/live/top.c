/* SPDX-License-Identifier: BSD-2-Clause */
/* Tables, again and again; between them, others can use the line. */
#include <signal.h>
#include <stdio.h>
#include <time.h>
#include <unistd.h>

#include "live/home.h"
#include "live/live.h"
#include "live/show.h"

#define CLEAR "\033[H\033[2J"

static void print(const struct target *target, const struct sample *sample,
                  const struct sample *before, bool json)
{
    if (json) {
        sample_json(target, sample);
        return;
    }
    if (isatty(STDOUT_FILENO))
        printf(CLEAR "%s, %.1f s since its start; Ctrl-C ends this\n\n", target->name,
               (double)sample->item[0].now_us / 1000000);
    else if (before)
        putchar('\n');
    sample_print(sample, before);
}

/* Whether the system has ended: then there is nothing more to show, which is no error. */
static bool has_ended(const struct target *target)
{
    return target->folder && !home_pid(target->folder);
}

int live_top(const struct live_options *options, bool json)
{
    static struct sample samples[2];
    struct target target;
    enum outcome outcome = target_find(&target, options->target, false);
    uint32_t done = 0;

    while (!outcome && (!options->count || done < options->count)) {
        if (done && (sleep(options->interval) || has_ended(&target)))
            break;
        outcome = sample_take(&target, &samples[done % 2]);
        if (outcome || !samples[done % 2].count)
            break;
        print(&target, &samples[done % 2], done ? &samples[(done + 1) % 2] : NULL, json);
        if (fflush(stdout))
            break;
        done++;
    }
    if (outcome && done && has_ended(&target))
        outcome = OUTCOME_OK;
    target_free(&target);
    return outcome;
}
