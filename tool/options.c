/* SPDX-License-Identifier: BSD-2-Clause */
#include "options.h"

#include <getopt.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/shown.h"
#include "base/words.h"
#include "fault/options.h"
#include "target.h"

#define USAGE_MOST 86400 /* seconds between two tables of --usage */

enum outcome usage(const char *verb, const char *format, const char *word)
{
    char *harmless = shown(word, false);

    fputs("evm: ", stderr);
    fprintf(stderr, format, harmless);
    fprintf(stderr, "; 'evm %s--help' tells how it is used\n", verb);
    free(harmless);
    return OUTCOME_USAGE;
}

/* Takes the seconds between tables, which may be left out. */
static bool take_usage(struct options *options, const char *word)
{
    uint64_t seconds = 0;

    options->run.usage = true;
    if (word && (!parse_number(word, &seconds) || !seconds || seconds > USAGE_MOST)) {
        usage("run ", "'--usage=%s' is wrong: expected seconds from 1 to 86400", word);
        return false;
    }
    options->run.usage_seconds = (uint32_t)seconds;
    return true;
}

bool take_option(struct options *options, int option)
{
    uint64_t number;

    switch (option) {
    case 'o':
        options->output = optarg;
        return true;
    case 'v':
        return options->run.verbose = true;
    case OPTION_ISO:
        return options->iso = true;
    case OPTION_JSON:
        return options->json = true;
    case OPTION_MARKDOWN:
        return options->markdown = true;
    case OPTION_LAST:
        return options->crash.last = true;
    case OPTION_GDB:
        return options->crash.gdb = true;
    case OPTION_QEMU_ARG:
        strings_add(&options->run.qemu_args, optarg);
        return true;
    case OPTION_MACHINE:
        options->run.machine = optarg;
        if (!strcmp(optarg, TARGET_MACHINE) || !strcmp(optarg, TARGET_OTHER_MACHINE))
            return true;
        usage("run ",
              "machine '%s' is unknown: expected " TARGET_MACHINE " or " TARGET_OTHER_MACHINE,
              optarg);
        return false;
    case OPTION_TIMEOUT:
        if (parse_number(optarg, &number) && number && number <= INT32_MAX) {
            options->run.timeout = number;
            return true;
        }
        usage("run ", "time limit '%s' is not a number of seconds above 0", optarg);
        return false;
    case OPTION_USAGE:
        return take_usage(options, optarg);
    case OPTION_RESETS:
        if (parse_number(optarg, &number) && number < INT32_MAX) {
            options->run.resets = number;
            return true;
        }
        usage("run ", "'%s' is not a number of resets, from 0 up", optarg);
        return false;
    default:
        return fault_take_option(&options->fault, option, optarg);
    }
}

/* Returns the operand that the user probably meant as seconds of --usage, or NULL: there are two
 * operands, one of them is a number, and --usage has no seconds. */
static const char *lost_seconds(const struct options *options, char *operands[])
{
    uint64_t seconds;

    if (!options->run.usage || options->run.usage_seconds || !operands[0] || !operands[1])
        return NULL;
    for (unsigned i = 0; i < 2; i++)
        if (parse_number(operands[i], &seconds))
            return operands[i];
    return NULL;
}

static enum outcome bad_seconds(const char *seconds)
{
    fprintf(stderr,
            "evm: '%s' is one argument too many: the seconds of --usage follow '=', as in 'evm run "
            "--usage=%s FILE'\n",
            seconds, seconds);
    return OUTCOME_USAGE;
}

static enum outcome one_too_many(const struct operands *wanted, const char *word)
{
    char *harmless = shown(word, false);

    fprintf(stderr,
            "evm: '%s' is one argument too many: expected one %s; 'evm %s --help' tells how it is "
            "used\n",
            harmless, wanted->what, wanted->verb);
    free(harmless);
    return OUTCOME_USAGE;
}

/* Takes the number behind FILE, if there is one, and moves *words behind FILE's place then. */
static bool take_number(struct options *options, char ***words)
{
    struct crash_options *crash = &options->crash;

    if ((*words)[0] && (*words)[1]) {
        if (!parse_number((*words)[1], &crash->number) || !crash->number) {
            usage("crash ", "'%s' is wrong: expected the number of a record, from 1 up",
                  (*words)[1]);
            return false;
        }
        ++*words;
    }
    if (crash->number && crash->last)
        usage("crash ", "%s and a number exclude each other: expected one of them", "--last");
    else if (crash->gdb && options->json)
        usage("crash ", "%s and --json exclude each other: expected one of them", "--gdb");
    else if (crash->gdb && !crash->number && !crash->last)
        usage("crash ", "%s needs a record: expected its number, or --last", "--gdb");
    else
        return true;
    return false;
}

enum outcome take_operands(const struct operands *wanted, struct options *options, char *words[])
{
    char *verb = text("%s ", wanted->verb);
    const char *file = *words, *seconds = lost_seconds(options, words);
    enum outcome outcome = OUTCOME_OK;

    options->file = file;
    if (wanted->numbered && !take_number(options, &words))
        outcome = OUTCOME_USAGE;
    else if (!file && !wanted->optional)
        outcome = usage(verb,
                        wanted->kind ? "%s: expected 'netbsd' and a PATH"
                                     : "%s: the manifest is missing: expected one FILE",
                        wanted->verb);
    else if (seconds)
        outcome = bad_seconds(seconds);
    else if (file && words[1])
        outcome = one_too_many(wanted, words[1]);
    free(verb);
    return outcome;
}
