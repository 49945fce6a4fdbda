/* SPDX-License-Identifier: BSD-2-Clause */
#include "parse.h"

#include <getopt.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/shown.h"
#include "base/words.h"
#include "mistakes.h"

/* ---- Operands -------------------------------------------------------------------------------- */

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

static enum outcome one_too_many(const struct verb *verb, const char *word)
{
    char *harmless = shown(word, false);

    fprintf(stderr,
            "evm: '%s' is one argument too many: expected %s; 'evm %s --help' tells how it is "
            "used\n",
            harmless, verb->operands->expected, verb->name);
    free(harmless);
    return OUTCOME_USAGE;
}

/* Takes the number of a crash record, if there is one. */
static enum outcome take_record(struct crash_options *crash, const char *word, bool json)
{
    if (word && (!parse_number(word, &crash->number) || !crash->number))
        return wrong_usage("crash ", "'%s' is wrong: expected the number of a record, from 1 up",
                           word);
    if (crash->number && crash->last)
        return wrong_usage("crash ", "%s and a number exclude each other: expected one of them",
                           "--last");
    if (crash->gdb && json)
        return wrong_usage("crash ", "%s and --json exclude each other: expected one of them",
                           "--gdb");
    if (crash->gdb && !crash->number && !crash->last)
        return wrong_usage("crash ", "%s needs a record: expected its number, or --last", "--gdb");
    return OUTCOME_OK;
}

static enum outcome too_few(const struct verb *verb)
{
    char *whose = text("%s ", verb->name), *format = text("%%s: %s", verb->operands->missing);
    enum outcome outcome = wrong_usage(whose, format, verb->name);

    free(whose);
    free(format);
    return outcome;
}

static enum outcome take_operands(const struct verb *verb, struct options *options, char *words[])
{
    const char *seconds = lost_seconds(options, words);
    unsigned count = 0;

    while (words[count])
        count++;
    options->file = words[0];
    options->operands = words;
    if (count < verb->operands->least)
        return too_few(verb);
    if (options->root && !options->program)
        return wrong_usage("features ", "%s needs a program: expected --for, too", "--root");
    if (seconds)
        return bad_seconds(seconds);
    if (verb == verbs[VERB_CRASH] && take_record(&options->crash, words[1], options->json))
        return OUTCOME_USAGE;
    return count > verb->operands->most ? one_too_many(verb, words[verb->operands->most])
                                        : OUTCOME_OK;
}

/* Takes the word that must precede the operands, and these. */
static enum outcome take_words(const struct verb *verb, struct options *options, char *words[])
{
    const char *kind = verb->operands->kind;

    if (!kind || !*words)
        return take_operands(verb, options, words);
    if (!strcmp(*words, kind))
        return take_operands(verb, options, words + 1);
    char *harmless = shown(*words, false);

    fprintf(stderr, "evm: %s: '%s' is unknown: expected %s\n", verb->name, harmless, kind);
    free(harmless);
    return OUTCOME_USAGE;
}

/* ---- Options --------------------------------------------------------------------------------- */

struct forms { /* the options in the forms of getopt_long() */
    struct buffer letters;
    struct option *rows;
};

static struct forms make_forms(const struct verb *verb)
{
    struct forms forms = {.rows = need(sizeof(*forms.rows))};
    unsigned count = 0;

    buffer_string(&forms.letters, verb->lists ? "-h" : "h"); /* "-": words are like options */
    forms.rows = need_more(forms.rows, 2 * sizeof(*forms.rows));
    forms.rows[count++] = (struct option){"help", no_argument, NULL, 'h'};
    for (const struct verb_option *option = verb->options; option->name; option++) {
        int argument = !option->argument ? no_argument
                       : option->free    ? optional_argument
                                         : required_argument;

        if (option->value < FIRST_LONG_OPTION)
            buffer_format(&forms.letters, "%c%s", option->value, option->argument ? ":" : "");
        forms.rows = need_more(forms.rows, (count + 2) * sizeof(*forms.rows));
        forms.rows[count++] = (struct option){option->name, argument, NULL, option->value};
    }
    forms.rows[count] = (struct option){0};
    buffer_extend(&forms.letters, 1);
    return forms;
}

enum outcome command_parse(const struct verb *verb, int argc, char *argv[], struct options *options,
                           bool *tell)
{
    char *whole = text("evm %s", verb->name);
    struct forms forms = make_forms(verb);
    enum outcome outcome = OUTCOME_OK;
    int option;

    argv[0] = whole; /* prefix of getopt's messages */
    while (!outcome && !*tell &&
           (option = getopt_long(argc, argv, forms.letters.data, forms.rows, NULL)) >= 0) {
        *tell = option == 'h';
        if (*tell || take_option(options, option))
            continue;
        if (option == '?') /* getopt has reported the mistake */
            fprintf(stderr, "evm: '%s --help' tells its options\n", whole);
        outcome = OUTCOME_USAGE;
    }
    for (; verb->lists && optind < argc; optind++) /* those behind "--" */
        strings_add(options->list ? options->list : &options->words, argv[optind]);
    if (!outcome && !*tell)
        outcome = take_words(verb, options,
                             verb->lists && options->words.count ? options->words.item
                                                                 : argv + optind);
    buffer_free(&forms.letters);
    free(forms.rows);
    free(whole);
    return outcome;
}

void options_free(struct options *options)
{
    strings_free(&options->words);
    strings_free(&options->linux_vms);
    strings_free(&options->native_vms);
    strings_free(&options->run.qemu_args);
    strings_free(&options->fault.targets);
    strings_free(&options->fault.kinds);
}
