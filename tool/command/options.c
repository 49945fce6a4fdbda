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

/* Takes the seconds between tables, which may be left out. */
static bool take_usage(struct options *options, const char *word)
{
    uint64_t seconds = 0;

    options->run.usage = true;
    if (word && (!parse_number(word, &seconds) || !seconds || seconds > USAGE_MOST)) {
        wrong_usage("run ", "'--usage=%s' is wrong: expected seconds from 1 to 86400", word);
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
    case OPTION_MAN:
        options->man = optarg;
        return true;
    case OPTION_COMPLETION:
        options->shell = optarg;
        return true;
    case OPTION_FOR:
        options->program = optarg;
        return true;
    case OPTION_ROOT:
        options->root = optarg;
        return true;
    case OPTION_LINUX:
        options->list = &options->linux_vms;
        return true;
    case OPTION_NATIVE:
        options->list = &options->native_vms;
        return true;
    case OPTION_WORD:
        strings_add(options->list ? options->list : &options->words, optarg);
        return true;
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
        wrong_usage("run ",
                    "machine '%s' is unknown: expected " TARGET_MACHINE " or " TARGET_OTHER_MACHINE,
                    optarg);
        return false;
    case OPTION_TIMEOUT:
        if (parse_number(optarg, &number) && number && number <= INT32_MAX) {
            options->run.timeout = number;
            return true;
        }
        wrong_usage("run ", "time limit '%s' is not a number of seconds above 0", optarg);
        return false;
    case OPTION_USAGE:
        return take_usage(options, optarg);
    case OPTION_RESETS:
        if (parse_number(optarg, &number) && number < INT32_MAX) {
            options->run.resets = number;
            return true;
        }
        wrong_usage("run ", "'%s' is not a number of resets, from 0 up", optarg);
        return false;
    default:
        return fault_take_option(&options->fault, option, optarg);
    }
}
