/* SPDX-License-Identifier: BSD-2-Clause */
#include "features.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/fold.h"
#include "base/shown.h"
#include "kernel.h"
#include "program.h"

#define REASONS 4 /* most that are shown of one feature */

/* ---- All features ---------------------------------------------------------------------------- */

enum outcome features_show(void)
{
    struct kernel kernel = {0};
    bool good = kernel_open(&kernel);

    if (good)
        puts("Features of guest kernels of Linux VMs, for the key 'features':");
    for (uint32_t i = 0; i < kernel.count && good; i++) {
        char *included = kernel_included(&kernel, i);
        char *line = text("%s%s", kernel.features[i].about, included);

        printf("  %-10s ", kernel.features[i].name);
        fold(stdout, line, 13, 13);
        free(included);
        free(line);
    }
    if (good)
        fold(stdout,
             "Every kernel runs programs and scripts, with threads, timers and epoll. A port of a "
             "switch (key 'net') needs eth; a disk (key 'disks') needs disk, and ext4 or fat for "
             "its file system.",
             0, 0);
    kernel_close(&kernel);
    return good ? OUTCOME_OK : OUTCOME_HOST;
}

/* ---- Those of a program ---------------------------------------------------------------------- */

/* Prints a comment in lines. The first one begins with `margin` blanks, the others with twice as
 * many. */
static void comment(const char *line, unsigned margin)
{
    char *harmless = shown(line, false), *lines = NULL, *rest;
    size_t size;
    FILE *out = open_memstream(&lines, &size);

    if (!out) {
        free(harmless);
        return;
    }
    fprintf(out, "%*s", (int)margin, "");
    fold(out, harmless, margin, 2 * margin);
    fclose(out);
    rest = lines;
    for (char *one; (one = strsep(&rest, "\n")) && rest;)
        printf("# %s\n", one);
    free(lines);
    free(harmless);
}

/* Marks the features for which there is a reason. */
static bool *wanted_of(const struct kernel *kernel, const struct findings *findings)
{
    bool *wanted = need(kernel->count * sizeof(bool));

    for (uint32_t i = 0; i < kernel->count; i++)
        for (uint32_t j = 0; j < findings->count; j++)
            wanted[i] |= findings->item[j].likely &&
                         !strcmp(findings->item[j].feature, kernel->features[i].name);
    return wanted;
}

/* Adds "calls socket" or, behind the same words, only ", listen". */
static void add_reason(struct buffer *reasons, const struct finding *finding,
                       const struct finding *before)
{
    if (before && !strcmp(before->by, finding->by) && !strcmp(before->verb, finding->verb))
        buffer_format(reasons, ", %s", finding->thing);
    else
        buffer_format(reasons, "%s%s%s%s %s", before ? "; " : "", finding->by,
                      *finding->by ? " " : "", finding->verb, finding->thing);
}

/* Returns the reasons for a feature, "" for none. likely: only those that make it likely. */
static char *reasons_text(const struct findings *findings, const char *feature, bool likely)
{
    struct buffer reasons = {0};
    const struct finding *before = NULL;
    uint32_t count = 0;

    for (uint32_t i = 0; i < findings->count; i++) {
        const struct finding *finding = &findings->item[i];

        if (strcmp(finding->feature, feature) || (likely && !finding->likely))
            continue;
        if (count++ >= REASONS)
            continue;
        add_reason(&reasons, finding, before);
        before = finding;
    }
    if (count > REASONS)
        buffer_format(&reasons, " and %u more", count - REASONS);
    buffer_extend(&reasons, 1);
    return reasons.data;
}

/* Prints a title, and below it the features that are likely, or those that are only perhaps needed,
 * with the reasons. */
static void show_reasons(const struct kernel *kernel, const struct findings *findings, bool likely,
                         const bool *wanted, const bool *minimal)
{
    bool any = false;

    for (uint32_t i = 0; i < kernel->count; i++) {
        char *reasons = reasons_text(findings, kernel->features[i].name, likely);

        if (*reasons && wanted[i] == likely && (likely || !kernel_includes(kernel, minimal, i))) {
            char *line = text("%s: %s%s", kernel->features[i].name, reasons,
                              likely && !minimal[i] ? " (the others include it)" : "");

            if (!any)
                comment(likely ? "Likely:" : "Perhaps, try without first:", 0);
            any = true;
            comment(line, 2);
            free(line);
        }
        free(reasons);
    }
}

static void show_list(const struct kernel *kernel, const bool *minimal)
{
    const char *comma = "";

    fputs("features: [", stdout);
    for (uint32_t i = 0; i < kernel->count; i++)
        if (minimal[i]) {
            printf("%s%s", comma, kernel->features[i].name);
            comma = ", ";
        }
    puts("]");
}

static void show_kind(const struct program *program)
{
    char *line = program->interpreter ? text("%s: a script; what follows is about it and %s",
                                             program->path, program->interpreter)
                 : program->dynamic ? text("%s: a dynamic program with %u libraries", program->path,
                                           program->libraries.count)
                                    : text("%s: a static program: its code may hold much that it "
                                           "never calls",
                                           program->path);

    comment(line, 0);
    free(line);
    for (uint32_t i = 0; i < program->unread.count; i++) {
        line = text("%s: what it needs is not known", program->unread.item[i]);
        comment(line, 0);
        free(line);
    }
}

static void show_limits(void)
{
    comment("By other keys of the VM: 'net' needs eth (in place of net); 'disks' needs disk, and "
            "ext4 or fat for the disk's file system.",
            0);
    comment("Not known: what it does by its configuration, the plugins that it loads, the programs "
            "that it starts, and system calls that it makes without the C library.",
            0);
}

static void show_program(const struct kernel *kernel, const struct program *program)
{
    bool *wanted = wanted_of(kernel, &program->findings);
    bool *minimal = need(kernel->count * sizeof(bool));

    memcpy(minimal, wanted, kernel->count * sizeof(bool));
    kernel_reduce(kernel, minimal);
    show_list(kernel, minimal);
    show_kind(program);
    show_reasons(kernel, &program->findings, true, wanted, minimal);
    show_reasons(kernel, &program->findings, false, wanted, minimal);
    show_limits();
    free(wanted);
    free(minimal);
}

static enum outcome not_there(const char *what, const char *name, const char *expected)
{
    char *harmless = shown(name, false);

    fprintf(stderr, "evm: %s '%s': %s; expected %s\n", what, harmless, strerror(errno), expected);
    free(harmless);
    return OUTCOME_MISTAKE;
}

/* Returns the program's path on this machine. A path without a root is one of this machine. */
static char *find_program(const struct root_folder *root, const char *program)
{
    if (!strchr(program, '/'))
        return root_find_program(root, program);
    return root->name ? root_find(root, program) : realpath(program, NULL);
}

static enum outcome read_program(const struct kernel *kernel, const char *name,
                                 const struct root_folder *root)
{
    struct program program = {0};
    char *path = find_program(root, name);

    if (!path)
        return not_there("program", name, "a path, or the name of one in /usr/bin and the like");
    enum outcome outcome = program_read(&program, root, path);

    if (!outcome)
        show_program(kernel, &program);
    program_free(&program);
    free(path);
    return outcome;
}

enum outcome features_for(const char *program, const char *root_name)
{
    struct root_folder root = {0};
    struct kernel kernel = {0};
    enum outcome outcome;

    if (!root_open(&root, root_name))
        outcome = not_there("--root", root_name, "a folder, like that of an unpacked container");
    else if (!kernel_open(&kernel))
        outcome = OUTCOME_HOST;
    else
        outcome = read_program(&kernel, program, &root);
    kernel_close(&kernel);
    root_close(&root);
    return outcome;
}

enum outcome features_of(const char *path, struct strings *features)
{
    struct root_folder root = {0};
    struct kernel kernel = {0};
    struct program program = {0};
    enum outcome outcome = root_open(&root, NULL) && kernel_open(&kernel) ? OUTCOME_OK
                                                                          : OUTCOME_HOST;

    if (!outcome)
        outcome = program_read(&program, &root, path);
    if (!outcome) {
        bool *wanted = wanted_of(&kernel, &program.findings);

        kernel_reduce(&kernel, wanted);
        for (uint32_t i = 0; i < kernel.count; i++)
            if (wanted[i])
                strings_add(features, kernel.features[i].name);
        free(wanted);
    }
    program_free(&program);
    kernel_close(&kernel);
    root_close(&root);
    return outcome;
}
