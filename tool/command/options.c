/* SPDX-License-Identifier: BSD-2-Clause */
#include "options.h"

#include <getopt.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/words.h"
#include "fault/options.h"
#include "mistakes.h"
#include "target.h"

#define USAGE_MOST 86400 /* seconds between two tables of --usage */
#define COUNT_MOST 1000000
#define SINCE_MOST (10ull * 365 * 24 * 3600 * 1000) /* ms */

/* Takes the seconds between tables, which may be left out. */
static bool take_usage(struct run_options *run, const char *word)
{
    uint64_t seconds = 0;

    run->usage = true;
    if (word && (!parse_number(word, &seconds) || !seconds || seconds > USAGE_MOST)) {
        wrong_usage("run ", "'--usage=%s' is wrong: expected seconds from 1 to 86400", word);
        return false;
    }
    run->usage_seconds = (uint32_t)seconds;
    return true;
}

/* Returns what an option without an argument sets; NULL: it is another one. */
static bool *flag_of(struct options *options, int option)
{
    switch (option) {
    case 'v':
        return &options->run.verbose;
    case OPTION_ISO:
        return &options->iso;
    case OPTION_JSON:
        return &options->json;
    case OPTION_MARKDOWN:
        return &options->markdown;
    case OPTION_LAST:
        return &options->crash.last;
    case OPTION_GDB:
        return &options->crash.gdb;
    case 'd':
        return &options->run.detached;
    case 'f':
        return &options->live.follow;
    default:
        return NULL;
    }
}

/* Returns what an option sets whose argument may be any text; NULL: it is another one. */
static const char **text_of(struct options *options, int option)
{
    switch (option) {
    case 'o':
        return &options->output;
    case OPTION_MAN:
        return &options->man;
    case OPTION_COMPLETION:
        return &options->shell;
    case OPTION_FOR:
        return &options->program;
    case OPTION_ROOT:
        return &options->root;
    case OPTION_SYSTEM:
        return &options->live.target;
    default:
        return NULL;
    }
}

static bool take_machine(struct run_options *run, const char *word)
{
    run->machine = word;
    if (!strcmp(word, TARGET_MACHINE) || !strcmp(word, TARGET_OTHER_MACHINE))
        return true;
    wrong_usage("run ",
                "machine '%s' is unknown: expected " TARGET_MACHINE " or " TARGET_OTHER_MACHINE,
                word);
    return false;
}

static bool take_timeout(struct run_options *run, const char *word)
{
    uint64_t seconds;

    if (parse_number(word, &seconds) && seconds && seconds <= INT32_MAX) {
        run->timeout = seconds;
        return true;
    }
    wrong_usage("run ", "time limit '%s' is not a number of seconds above 0", word);
    return false;
}

static bool take_resets(struct run_options *run, const char *word)
{
    uint64_t number;

    if (parse_number(word, &number) && number < INT32_MAX) {
        run->resets = number;
        return true;
    }
    wrong_usage("run ", "'%s' is not a number of resets, from 0 up", word);
    return false;
}

/* Takes a number from 1 up. */
static bool take_count(uint32_t *count, const char *verb, const char *option, const char *word)
{
    uint64_t number;

    if (parse_number(word, &number) && number && number <= COUNT_MOST) {
        *count = (uint32_t)number;
        return true;
    }
    char *format = text("%s '%%s' is wrong: expected a number from 1 to %u", option, COUNT_MOST);

    wrong_usage(verb, format, word);
    free(format);
    return false;
}

static bool take_since(struct live_options *live, const char *word)
{
    live->since = word;
    if (parse_time(word, &live->since_ms) && live->since_ms <= SINCE_MOST)
        return true;
    wrong_usage("logs ", "--since '%s' is wrong: expected a time like 10s or 5min", word);
    return false;
}

/* Takes an option of a verb for running systems. Returns false if it is another one, or wrong. */
static bool take_live(struct live_options *live, int option, bool *known)
{
    *known = true;
    switch (option) {
    case 'n':
        return take_count(&live->count, "top ", "-n", optarg);
    case OPTION_INTERVAL:
        return take_count(&live->interval, "top ", "--interval", optarg);
    case OPTION_PATIENCE:
        return take_count(&live->patience, "stop ", "--timeout", optarg);
    case OPTION_SINCE:
        return take_since(live, optarg);
    default:
        return *known = false;
    }
}

/* Takes an option that begins a list, or a word of one. Returns false if it is another option. */
static bool take_list(struct options *options, int option)
{
    if (option == OPTION_LINUX)
        options->list = &options->linux_vms;
    else if (option == OPTION_NATIVE)
        options->list = &options->native_vms;
    else if (option == OPTION_WORD)
        strings_add(options->list ? options->list : &options->words, optarg);
    else
        return false;
    return true;
}

bool take_option(struct options *options, int option)
{
    bool *flag = flag_of(options, option);
    const char **text = text_of(options, option);
    bool known, good;

    if (flag)
        return *flag = true;
    if (text) {
        *text = optarg;
        return true;
    }
    good = take_live(&options->live, option, &known);
    if (known)
        return good;
    switch (option) {
    case OPTION_QEMU_ARG:
        strings_add(&options->run.qemu_args, optarg);
        return true;
    case OPTION_MACHINE:
        return take_machine(&options->run, optarg);
    case OPTION_TIMEOUT:
        return take_timeout(&options->run, optarg);
    case OPTION_USAGE:
        return take_usage(&options->run, optarg);
    case OPTION_RESETS:
        return take_resets(&options->run, optarg);
    default:
        return take_list(options, option) || fault_take_option(&options->fault, option, optarg);
    }
}
