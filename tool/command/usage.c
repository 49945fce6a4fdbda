/* SPDX-License-Identifier: BSD-2-Clause */
#include "usage.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/fold.h"

/* ---- Pieces ---------------------------------------------------------------------------------- */

/* Returns " IMAGE", "[=S]", " VM..." or "". */
static char *argument_text(const struct verb_option *option)
{
    if (option->list)
        return text(" %s...", option->list);
    if (!option->argument)
        return text("%s", "");
    return text(option->free ? "[=%s]" : " %s", option->argument);
}

char *option_text(const struct verb_option *option)
{
    char *argument = argument_text(option);
    char *whole = option->value < FIRST_LONG_OPTION
                      ? text("-%c, --%s%s", option->value, option->name, argument)
                      : text("    --%s%s", option->name, argument);

    free(argument);
    return whole;
}

char *verb_text(const struct verb *verb)
{
    const char *kind = verb->operands->kind;

    return text("%s%s%s%s%s", verb->name, kind ? " " : "", kind ? kind : "",
                *verb->operands->text ? " " : "", verb->operands->text);
}

static void add_option(struct buffer *line, const struct verb_option *option)
{
    char *argument = argument_text(option);

    if (*argument == ' ')
        *argument = FOLD_BLANK;
    if (option->value < FIRST_LONG_OPTION)
        buffer_format(line, " [-%c%s]", option->value, argument);
    else
        buffer_format(line, " [--%s%s]", option->name, argument);
    if (option->repeated)
        buffer_string(line, "...");
    free(argument);
}

char *synopsis(const struct verb *verb)
{
    struct buffer line = {0};
    char *whole = verb_text(verb), *rest = whole + strlen(verb->name);

    buffer_string(&line, verb->name);
    for (char *at = rest; *at; at++)
        if (*at == ' ' && at > rest)
            *at = FOLD_BLANK;
    if (verb->lists) /* NAME before the lists */
        buffer_string(&line, rest);
    for (const struct verb_option *option = verb->options; option->name; option++)
        add_option(&line, option);
    if (!verb->lists)
        buffer_string(&line, rest);
    buffer_extend(&line, 1);
    free(whole);
    return line.data;
}

/* ---- One verb -------------------------------------------------------------------------------- */

static void show_item(const char *name, size_t width, const char *help)
{
    printf("  %-*s  ", (int)width, name);
    fold(stdout, help, (unsigned)width + 4, (unsigned)width + 4);
}

static void show_section(const struct section *section)
{
    size_t width = 0;

    printf("\n%s:\n", section->title);
    for (const struct item *item = section->items; item->name; item++)
        width = strlen(item->name) > width ? strlen(item->name) : width;
    for (const struct item *item = section->items; item->name; item++)
        show_item(item->name, width, item->help);
}

static void show_options(const struct verb *verb)
{
    size_t width = 0;

    for (const struct verb_option *option = verb->options; option->name; option++) {
        char *name = option_text(option);

        width = strlen(name) > width ? strlen(name) : width;
        free(name);
    }
    if (width)
        putchar('\n');
    for (const struct verb_option *option = verb->options; option->name; option++) {
        char *name = option_text(option);

        show_item(name, width, option->help);
        free(name);
    }
}

static void show_paragraphs(const char *about)
{
    char *copy = text("%s", about), *rest = copy;

    for (char *line; (line = strsep(&rest, "\n"));)
        fold(stdout, line, 0, 0);
    free(copy);
}

void show_verb(const struct verb *verb)
{
    static const char usage[] = "Usage: evm ";
    char *line = synopsis(verb);

    printf(usage);
    fold(stdout, line, sizeof(usage) - 1, sizeof(usage) - 1);
    free(line);
    show_paragraphs(verb->about);
    show_options(verb);
    if (verb->words)
        show_section(verb->words);
    puts(verb->examples[1] ? "\nExamples:" : "\nExample:");
    for (const char *const *example = verb->examples; *example; example++)
        printf("  %s\n", *example);
    show_section(verb->exit);
}

/* ---- All ------------------------------------------------------------------------------------- */

void show_verbs(void)
{
    struct item items[VERBS + 1] = {0};
    char *names[VERBS];

    for (unsigned i = 0; i < VERBS; i++) {
        names[i] = verb_text(verbs[i]);
        items[i] = (struct item){names[i], verbs[i]->summary};
    }
    puts("Usage: evm VERB [OPTIONS] FILE\n"
         "       evm --version\n" EVM_ABOUT);
    show_section(&(struct section){"Verbs", items});
    puts("\n'evm VERB --help' explains a verb, 'evm help' lists all keys.\n\n"
         "Example:\n"
         "  evm run examples/hello.yaml");
    show_section(&exit_codes);
    for (unsigned i = 0; i < VERBS; i++)
        free(names[i]);
}
