/* SPDX-License-Identifier: BSD-2-Clause */
/* Shared by the files with the verbs' descriptions. */
#ifndef ROWS_H
#define ROWS_H

#include "options.h"
#include "target.h"
#include "verb.h"

extern const struct operands one_manifest;
extern const struct verb check_verb, build_verb, run_verb, ps_verb, top_verb, logs_verb, kill_verb,
    restart_verb, stop_verb, fault_verb, crash_verb, size_verb, graph_verb, diff_verb,
    features_verb, init_verb, import_verb, help_verb;

#define VERBOSE                                                             \
    {                                                                       \
        "verbose", 'v', .help = "show what the programs that it uses print" \
    }
#define JSON                                      \
    {                                             \
        "json", OPTION_JSON, .help = "print JSON" \
    }
#define EXAMPLES(...)     \
    (const char *const[]) \
    {                     \
        __VA_ARGS__, NULL \
    }

/* Exit codes from 120 up, of verbs with statuses of their own. */
#define EXIT_OWN                                                          \
    {"121", "a mistake in the manifest or in a file it names"},           \
        {"122", "a mistake in the command line"},                         \
    {                                                                     \
        "123", "a program, the disk or the memory of this machine failed" \
    }

#endif
