/* SPDX-License-Identifier: BSD-2-Clause */
/* The command `evm`. */
#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/shown.h"
#include "base/words.h"
#include "command/mistakes.h"
#include "command/parse.h"
#include "command/usage.h"
#include "target.h"
#include "works.h"

static int (*const works[VERBS])(const struct options *options) = {
    [VERB_CHECK] = check_work, [VERB_BUILD] = build_work,     [VERB_RUN] = run_work,
    [VERB_PS] = ps_work,       [VERB_TOP] = top_work,         [VERB_LOGS] = logs_work,
    [VERB_KILL] = kill_work,   [VERB_RESTART] = restart_work, [VERB_STOP] = stop_work,
    [VERB_FAULT] = fault_work, [VERB_CRASH] = crash_work,     [VERB_SIZE] = size_work,
    [VERB_GRAPH] = graph_work, [VERB_DIFF] = diff_work,       [VERB_FEATURES] = features_work,
    [VERB_INIT] = init_work,   [VERB_IMPORT] = import_work,   [VERB_HELP] = help_work,
};

static enum verb_number number_of(const struct verb *verb)
{
    enum verb_number number = 0;

    while (verbs[number] != verb)
        number++;
    return number;
}

static int do_verb(const struct verb *verb, int argc, char *argv[])
{
    struct options options = {.run = {.machine = TARGET_MACHINE, .resets = RUN_RESETS},
                              .fault = {.seed = 1, .count = 100},
                              .live = {.interval = LIVE_INTERVAL, .patience = LIVE_PATIENCE}};
    bool tell = false;

    outcome_base = verb->outcome_base;
    int result = command_parse(verb, argc, argv, &options, &tell);

    if (tell)
        show_verb(verb);
    else if (!result)
        result = works[number_of(verb)](&options);
    else
        result += outcome_base;
    options_free(&options);
    return result;
}

static int unknown_verb(const char *word)
{
    static const char *const later[] = {"console", "exec", "debug"};
    const char *names[VERBS];
    struct buffer all = {0};

    for (unsigned i = 0; i < COUNT(later); i++)
        if (!strcmp(word, later[i]))
            return wrong_usage("", "verb '%s' is not supported yet", word);
    for (unsigned i = 0; i < VERBS; i++) {
        names[i] = verbs[i]->name;
        buffer_format(&all, "%s%s", !i ? "" : i + 1 < VERBS ? ", " : " or ", names[i]);
    }
    const char *near = nearest(word, names, VERBS);
    char *format = text("verb '%%s' is unknown: expected %.*s", (int)all.size, all.data);

    char *harmless = shown(word, false);

    if (near)
        fprintf(stderr, "evm: verb '%s' is unknown; did you mean '%s'?\n", harmless, near);
    else
        wrong_usage("", format, word);
    free(harmless);
    buffer_free(&all);
    free(format);
    return OUTCOME_USAGE;
}

static bool is_word(const char *word, const char *long_one, const char *letter)
{
    return !strcmp(word, long_one) || !strcmp(word, letter);
}

static int do_command(int argc, char *argv[])
{
    if (argc < 2)
        return wrong_usage("", "%s is missing", "the verb");
    if (is_word(argv[1], "--help", "-h")) {
        show_verbs();
        return OUTCOME_OK;
    }
    if (is_word(argv[1], "--version", "-V")) {
        puts("evm " EVM_VERSION);
        return OUTCOME_OK;
    }
    const struct verb *verb = find_verb(argv[1]);

    return verb ? do_verb(verb, argc - 1, argv + 1) : unknown_verb(argv[1]);
}

int main(int argc, char *argv[])
{
    /* makes the file size limit an error of the write, also of QEMU's writes to disks */
    signal(SIGXFSZ, SIG_IGN);
    int result = do_command(argc, argv);

    if (!fflush(stdout) && !ferror(stdout))
        return result;
    host_error("what this command tells cannot be written: %s", strerror(errno));
    return result ? result : outcome_base + OUTCOME_HOST;
}
