/* SPDX-License-Identifier: BSD-2-Clause */
#include "man.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/fold.h"
#include "base/roff.h"
#include "target.h"
#include "usage.h"

static const struct item environment[] = {
    {"EVM_CACHE",
     "the cache; otherwise $XDG_CACHE_HOME/evm or ~/.cache/evm. It keeps guest kernels, "
     "one for each set of features"},
    {"EVM_RUMP_DIR", "a folder with NetBSD's archives, for manifests that name none"},
    {"EVM_BUILD", "the folder with kernel and components, if not evm's own"},
    {"EVM_SOURCE", "the folder with the sources of guest kernels' layers, if not evm's own"},
    {0}};

static void show_items(const struct item *items)
{
    for (const struct item *item = items; item->name; item++)
        roff_item(stdout, item->name, item->help);
}

static void show_section(const struct section *section)
{
    fputs(".PP\n", stdout);
    char *title = text("%s:", section->title);

    roff_text(stdout, title);
    show_items(section->items);
    free(title);
}

static void show_options(const struct verb *verb)
{
    for (const struct verb_option *option = verb->options; option->name; option++) {
        char *name = option_text(option);

        roff_item(stdout, name + strspn(name, " "), option->help);
        free(name);
    }
}

static void show_one(const struct verb *verb)
{
    char *line = synopsis(verb), *whole;

    for (char *at = line; *at; at++)
        *at = *at == FOLD_BLANK ? ' ' : *at;
    whole = text("evm %s", line);
    roff_line(stdout, ".SS", verb->name);
    fputs(".PP\n.B ", stdout);
    roff_text(stdout, whole);
    roff_paragraphs(stdout, verb->about);
    show_options(verb);
    if (verb->words)
        show_section(verb->words);
    for (const char *const *example = verb->examples; *example; example++)
        roff_example(stdout, *example);
    if (verb->exit != &exit_codes)
        show_section(verb->exit);
    free(line);
    free(whole);
}

void show_man(void)
{
    puts(".\\\" Made by 'evm help --man evm.1'.\n"
         ".TH EVM 1 \"\" \"evm " EVM_VERSION "\" \"eVM\"\n"
         ".SH NAME\nevm \\- make and run systems of isolated VMs\n"
         ".SH SYNOPSIS\n.B evm\n.I VERB\n[\\fIOPTIONS\\fR] ...\n.br\n.B evm \\-\\-version\n.br\n"
         ".B evm\n.I VERB\n.B \\-\\-help\n"
         ".SH DESCRIPTION");
    roff_text(stdout, EVM_ABOUT " evm-manifest(5) describes the manifest.");
    for (unsigned i = 0; i < VERBS; i++) {
        char *name = verb_text(verbs[i]);

        roff_item(stdout, name, verbs[i]->summary);
        free(name);
    }
    puts(".SH VERBS");
    for (unsigned i = 0; i < VERBS; i++)
        show_one(verbs[i]);
    puts(".SH \"EXIT STATUS\"");
    roff_text(stdout, "Of verbs without statuses of their own:");
    show_items(exit_codes.items);
    puts(".SH ENVIRONMENT");
    show_items(environment);
    puts(".SH \"SEE ALSO\"\n.BR evm\\-manifest (5),\n.BR dot (1),");
    roff_line(stdout, ".BR", TARGET_QEMU " (1)");
}
