/* SPDX-License-Identifier: BSD-2-Clause */
#include "verb.h"

#include <string.h>

#include "rows.h"

const struct operands one_manifest = {
    .text = "FILE",
    .missing = "the manifest is missing: expected one FILE",
    .expected = "one FILE",
    .least = 1,
    .most = 1,
    .complete = COMPLETE_MANIFEST,
};

const struct section exit_codes = {
    "Exit codes",
    (const struct item[]){{"0", "success"},
                          {"1", "a mistake in the manifest or in a file it names"},
                          {"2", "a mistake in the command line"},
                          {"3", "a program, the disk or the memory of this machine failed"},
                          {0}},
};

const struct verb *const verbs[VERBS] = {
    [VERB_CHECK] = &check_verb, [VERB_BUILD] = &build_verb,     [VERB_RUN] = &run_verb,
    [VERB_PS] = &ps_verb,       [VERB_TOP] = &top_verb,         [VERB_LOGS] = &logs_verb,
    [VERB_KILL] = &kill_verb,   [VERB_RESTART] = &restart_verb, [VERB_STOP] = &stop_verb,
    [VERB_FAULT] = &fault_verb, [VERB_CRASH] = &crash_verb,     [VERB_SIZE] = &size_verb,
    [VERB_GRAPH] = &graph_verb, [VERB_DIFF] = &diff_verb,       [VERB_FEATURES] = &features_verb,
    [VERB_INIT] = &init_verb,   [VERB_IMPORT] = &import_verb,   [VERB_HELP] = &help_verb,
};

const struct verb *find_verb(const char *name)
{
    for (unsigned i = 0; i < VERBS; i++)
        if (!strcmp(name, verbs[i]->name))
            return verbs[i];
    return NULL;
}
