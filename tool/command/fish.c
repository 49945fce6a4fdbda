/* SPDX-License-Identifier: BSD-2-Clause */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "scripts.h"

/* Prints the first sentence of a help in quotes. */
static void show_help(const char *help)
{
    char *sentence = first_sentence(help);

    putchar('\'');
    for (const char *at = sentence; *at; at++) {
        if (strchr("'\\", *at))
            putchar('\\');
        putchar(*at);
    }
    putchar('\'');
    free(sentence);
}

static void show_option(const struct verb *verb, const struct verb_option *option)
{
    printf("complete -c evm -n '__fish_seen_subcommand_from %s' -l %s", verb->name, option->name);
    if (option->value < FIRST_LONG_OPTION)
        printf(" -s %c", option->value);
    if (option->words) {
        char *words = item_names(option->words);

        printf(" -x -a '%s'", words);
        free(words);
    } else if (option->complete == COMPLETE_FILE) {
        fputs(" -r -F", stdout);
    } else if (option->argument && !option->free) {
        fputs(" -x", stdout);
    }
    fputs(" -d ", stdout);
    show_help(option->help);
    putchar('\n');
}

static void show_operands(const struct verb *verb, const char *keys)
{
    const struct operands *operands = verb->operands;
    char *names = verb_names();

    printf("complete -c evm -n '__fish_seen_subcommand_from %s' -l help -d 'help'\n", verb->name);
    printf("complete -c evm -n '__fish_seen_subcommand_from %s'", verb->name);
    if (operands->complete == COMPLETE_MANIFEST)
        fputs(" -k -a '(__fish_complete_suffix .yaml)'", stdout);
    else if (operands->complete == COMPLETE_KEY)
        printf(" -a '%s %s'", keys, names);
    else if (operands->complete == COMPLETE_FILE)
        fputs(" -F", stdout);
    if (operands->kind)
        printf(" -a %s", operands->kind);
    putchar('\n');
    free(names);
}

void fish_script(const char *keys)
{
    puts("# Completion of evm for fish, made by 'evm help --completion fish'.\n"
         "complete -c evm -f\n"
         "complete -c evm -n __fish_use_subcommand -l help -d 'all verbs'\n"
         "complete -c evm -n __fish_use_subcommand -l version -d 'the version'");
    for (unsigned i = 0; i < VERBS; i++) {
        printf("complete -c evm -n __fish_use_subcommand -a %s -d ", verbs[i]->name);
        show_help(verbs[i]->summary);
        putchar('\n');
        for (const struct verb_option *option = verbs[i]->options; option->name; option++)
            show_option(verbs[i], option);
        show_operands(verbs[i], keys);
    }
}
