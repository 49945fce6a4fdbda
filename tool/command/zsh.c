/* SPDX-License-Identifier: BSD-2-Clause */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "scripts.h"

/* Prints the first sentence of a help within single quotes, with the signs of _arguments escaped.
 */
static void show_help(const char *help)
{
    char *sentence = first_sentence(help);

    for (const char *at = sentence; *at; at++) {
        if (*at == '\'')
            fputs("'\\'", stdout);
        else if (strchr("[]:\\", *at))
            putchar('\\');
        putchar(*at);
    }
    free(sentence);
}

static void show_argument(const struct verb_option *option)
{
    if (!option->argument)
        return;
    printf("%s:%s:", option->free ? ":" : "", option->argument);
    if (option->words) {
        char *words = item_names(option->words);

        printf("(%s)", words);
        free(words);
    } else if (option->complete == COMPLETE_FILE) {
        fputs("_files", stdout);
    }
}

/* Prints '*(-o --output)'{-o,--output=}'[help]:IMAGE:_files'. */
static void show_option(const struct verb_option *option)
{
    const char *equals = !option->argument ? "" : option->free ? "=-" : "=";

    fputs(" \\\n            ", stdout);
    if (option->value < FIRST_LONG_OPTION)
        printf("'(-%c --%s)'{-%c,--%s%s}'[", option->value, option->name, option->value,
               option->name, equals);
    else
        printf("'%s--%s%s[", option->repeated ? "*" : "", option->name, equals);
    show_help(option->help);
    putchar(']');
    show_argument(option);
    putchar('\'');
}

static void show_operands(const struct verb *verb, const char *keys)
{
    const struct operands *operands = verb->operands;
    char *names = verb_names();

    if (operands->kind)
        printf(" \\\n            '1:kind:(%s)'", operands->kind);
    if (operands->complete == COMPLETE_KEY)
        printf(" \\\n            '1:key or verb:(%s %s)'", keys, names);
    else if (operands->complete == COMPLETE_MANIFEST)
        fputs(" \\\n            '*:manifest:_files -g \"*.yaml(-.)\"'", stdout);
    else if (operands->complete == COMPLETE_FILE)
        fputs(" \\\n            '*:file:_files'", stdout);
    free(names);
}

void zsh_script(const char *keys)
{
    puts("#compdef evm\n"
         "# Completion of evm for zsh, made by 'evm help --completion zsh'.\n"
         "_evm() {\n"
         "    local -a verbs\n"
         "    verbs=(");
    for (unsigned i = 0; i < VERBS; i++) {
        printf("        '%s:", verbs[i]->name);
        show_help(verbs[i]->summary);
        puts("'");
    }
    puts("    )\n"
         "    if (( CURRENT == 2 )); then\n"
         "        _describe verb verbs\n"
         "        _arguments '--help[all verbs]' '--version[the version]'\n"
         "        return\n"
         "    fi\n"
         "    shift words\n"
         "    (( CURRENT-- ))\n"
         "    case $words[1] in");
    for (unsigned i = 0; i < VERBS; i++) {
        printf("    %s)\n        _arguments -s '(- *)--help[help]'", verbs[i]->name);
        for (const struct verb_option *option = verbs[i]->options; option->name; option++)
            show_option(option);
        show_operands(verbs[i], keys);
        puts(" ;;");
    }
    puts("    esac\n}\n_evm \"$@\"");
}
