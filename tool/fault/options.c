/* SPDX-License-Identifier: BSD-2-Clause */
#include "options.h"

#include <stdio.h>
#include <stdlib.h>

#include "base/shown.h"
#include "base/words.h"

#define TIME_LEAST 1000       /* us */
#define TIME_MOST  3600000000 /* us */

static bool refuse(const char *name, const char *argument, const char *expected)
{
    char *harmless = shown(argument, false);

    fprintf(stderr, "evm: --%s '%s' is no %s; 'evm fault --help' tells how it is used\n", name,
            harmless, expected);
    free(harmless);
    return false;
}

static bool take_number(const char *name, const char *argument, uint64_t least, uint64_t most,
                        uint64_t *value)
{
    if (parse_number(argument, value) && *value >= least && *value <= most)
        return true;
    char *expected = text("number from %llu to %llu", (unsigned long long)least,
                          (unsigned long long)most);

    refuse(name, argument, expected);
    free(expected);
    return false;
}

static bool take_time(const char *name, const char *argument, uint64_t *us)
{
    return (parse_duration(argument, us) && *us >= TIME_LEAST && *us <= TIME_MOST) ||
           refuse(name, argument, "time from 1ms to 3600s, like 500ms or 2s");
}

bool fault_take_option(struct fault_options *options, int option, const char *argument)
{
    switch (option) {
    case OPTION_SEED:
        return take_number("seed", argument, 0, INT64_MAX, &options->seed);
    case OPTION_COUNT:
        return take_number("count", argument, 1, FAULT_COUNT_MOST, &options->count);
    case OPTION_REPLAY:
        return take_number("replay", argument, 1, FAULT_COUNT_MOST, &options->replay);
    case OPTION_SETTLE:
        return take_time("settle", argument, &options->settle_us);
    case OPTION_WINDOW:
        return take_time("window", argument, &options->window_us);
    case OPTION_TARGET:
        strings_add(&options->targets, argument);
        return true;
    case OPTION_KIND:
        strings_add(&options->kinds, argument);
        return true;
    case OPTION_WRONG:
        options->wrong = argument;
        return true;
    case OPTION_JSON_FILE:
        options->json = argument;
        return true;
    default:
        return false;
    }
}
