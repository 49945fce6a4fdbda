/* SPDX-License-Identifier: BSD-2-Clause */
#include <stdio.h>
#include <stdlib.h>

#include "scripts.h"

/* Prints what completes an option's argument. */
static void show_argument(const struct verb *verb, const struct verb_option *option)
{
    if (!option->argument || option->free)
        return;
    printf("        %s:--%s", verb->name, option->name);
    if (option->value < FIRST_LONG_OPTION)
        printf("|%s:-%c", verb->name, option->value);
    if (option->words) {
        char *words = item_names(option->words);

        printf(") _evm_words '%s' ;;\n", words);
        free(words);
    } else {
        puts(option->complete == COMPLETE_FILE ? ") _evm_files ;;" : ") ;;");
    }
}

static void show_options(const struct verb *verb)
{
    printf("        %s) _evm_words '--help", verb->name);
    for (const struct verb_option *option = verb->options; option->name; option++) {
        printf(" --%s", option->name);
        if (option->value < FIRST_LONG_OPTION)
            printf(" -%c", option->value);
    }
    puts("' ;;");
}

static void show_operands(const struct verb *verb, const char *keys)
{
    const struct operands *operands = verb->operands;

    printf("        %s) ", verb->name);
    if (operands->kind)
        printf("_evm_words %s; ", operands->kind);
    if (operands->complete == COMPLETE_KEY) {
        char *names = verb_names();

        printf("_evm_words '%s %s' ;;\n", keys, names);
        free(names);
        return;
    }
    puts(operands->complete == COMPLETE_MANIFEST ? "_evm_manifests ;;"
         : operands->complete == COMPLETE_FILE   ? "_evm_files ;;"
                                                 : ";;");
}

void bash_script(const char *keys)
{
    char *names = verb_names();

    puts("# Completion of evm for bash, made by 'evm help --completion bash'.\n"
         "_evm_words() { mapfile -t -O ${#COMPREPLY[@]} COMPREPLY < <(compgen -W \"$1\" -- "
         "\"$cur\"); "
         "}\n"
         "_evm_files() {\n"
         "    compopt -o filenames 2>/dev/null\n"
         "    mapfile -t -O ${#COMPREPLY[@]} COMPREPLY < <(compgen -f -- \"$cur\")\n"
         "}\n"
         "_evm_manifests() {\n"
         "    compopt -o filenames 2>/dev/null\n"
         "    mapfile -t COMPREPLY < <(compgen -f -X '!*.yaml' -- \"$cur\"; compgen -d -- "
         "\"$cur\")\n"
         "}\n"
         "_evm() {\n"
         "    local cur=${COMP_WORDS[COMP_CWORD]} before=${COMP_WORDS[COMP_CWORD-1]}\n"
         "    local verb=${COMP_WORDS[1]}\n"
         "    COMPREPLY=()\n"
         "    cur=${cur#[\\\"\\']} cur=${cur//\\\\/} # what the user quotes, files are without\n"
         "    [ \"$cur\" != = ] || cur=\n"
         "    [ \"$before\" != = ] || before=${COMP_WORDS[COMP_CWORD-2]}\n"
         "    if [ \"$COMP_CWORD\" -eq 1 ]; then");
    printf("        _evm_words '%s --help --version'\n        return\n    fi\n", names);
    puts("    case $verb:$before in");
    for (unsigned i = 0; i < VERBS; i++)
        for (const struct verb_option *option = verbs[i]->options; option->name; option++)
            show_argument(verbs[i], option);
    puts("        *)\n            if [[ $cur == -* ]]; then _evm_options; else _evm_operands; fi "
         ";;\n"
         "    esac\n"
         "}\n"
         "_evm_options() {\n    case $verb in");
    for (unsigned i = 0; i < VERBS; i++)
        show_options(verbs[i]);
    puts("    esac\n}\n_evm_operands() {\n    case $verb in");
    for (unsigned i = 0; i < VERBS; i++)
        show_operands(verbs[i], keys);
    puts("    esac\n}\ncomplete -F _evm evm");
    free(names);
}
