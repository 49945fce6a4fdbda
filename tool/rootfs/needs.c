/* SPDX-License-Identifier: BSD-2-Clause */
#include "parts.h"

#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/elf_file.h"
#include "base/files.h"
#include "target.h"

#define SCRIPT_LINE 256 /* bytes of a #! line that Linux reads */

static void bring_interpreter(struct root *root, const char *interpreter, const char *file)
{
    bool refused = false;

    if (root_has_file(root, interpreter) ||
        (*interpreter == '/' && root_bring(root, interpreter, file, "interpreter", &refused)) ||
        refused || root->lenient)
        return;
    diag_add(root->diag, root->place, "vm '%s': root: '%s' needs the interpreter '%s', which %s",
             root->vm->name, file, interpreter,
             *interpreter == '/' ? "does not exist; install it"
                                 : "is no absolute path; expected one");
}

/* Adds the program that env looks for, as in "#!/usr/bin/env python3". */
static void bring_env_program(struct root *root, const char *name, const char *file)
{
    static const char *const folders[] = {"/usr/local/bin", "/usr/bin", "/bin", "/usr/sbin"};
    char *first = NULL;

    for (unsigned i = 0; i < COUNT(folders) && !strchr(name, '/'); i++) {
        char *path = text("%s/%s", folders[i], name);

        if (root_has_file(root, path)) {
            free(path);
            free(first);
            return;
        }
        if (!first && !access(path, X_OK))
            first = path;
        else
            free(path);
    }
    if (first || *name == '/')
        bring_interpreter(root, first ? first : name, file);
    else if (!root->lenient)
        diag_add(root->diag, root->place,
                 "vm '%s': root: '%s' needs the interpreter '%s', which does not exist; install it",
                 root->vm->name, file, name);
    free(first);
}

/* Adds the interpreter. As in Linux, it ends at the first blank, and the rest is one argument. */
static void bring_script_needs(struct root *root, char *line, const char *file)
{
    static const char split[] = "-S", env[] = "/env";
    char *name = line + 2 + strspn(line + 2, " \t");

    line[strcspn(line, "\n")] = 0;
    char *rest = name + strcspn(name, " \t");

    rest += strspn(rest, " \t");
    name[strcspn(name, " \t")] = 0;
    bring_interpreter(root, name, file);
    if (strlen(name) < sizeof(env) - 1 || strcmp(name + strlen(name) - (sizeof(env) - 1), env))
        return;
    if (!strncmp(rest, split, sizeof(split) - 1))
        rest += sizeof(split) - 1 + strspn(rest + sizeof(split) - 1, " \t");
    rest[strcspn(rest, " \t")] = 0;
    if (*rest && *rest != '-')
        bring_env_program(root, rest, file);
}

/* Reports a program for another machine, unless it is in a folder, where it may be unused; Linux
 * refuses to start it ("Exec format error"). */
static void report_foreign(struct root *root, const char *file, const char *problem)
{
    if (!root->lenient)
        diag_add(root->diag, root->place,
                 "vm '%s': root: program '%s' %s; expected one for " TARGET_NAME
                 ", which is all that guests run",
                 root->vm->name, file, problem);
}

/* Adds the interpreter and the libraries of a file. Ignores "#!" of a file that is no program,
 * since it is never executed. */
static void bring_file_needs(struct root *root, const char *file, const char *guest, bool program)
{
    char line[SCRIPT_LINE + 1] = {0};
    ssize_t size = file_start(file, line, SCRIPT_LINE);
    const char *problem;

    if (size < 0) {
        diag_add(root->diag, root->place,
                 "vm '%s': root: '%s' cannot be read: %s; expected what this user may read, and "
                 "what stays there during a build",
                 root->vm->name, file, file_error());
        return;
    }
    struct elf *elf = elf_magic(line, size) ? elf_open(file, &problem) : NULL;

    if (elf) {
        if (elf_interpreter(elf))
            bring_interpreter(root, elf_interpreter(elf), file);
        root_bring_libraries(root, elf, file, guest);
        elf_close(elf);
    } else if (program && elf_magic(line, size)) {
        report_foreign(root, file, problem);
    } else if (program && size > 2 && !strncmp(line, "#!", 2)) {
        bring_script_needs(root, line, file);
    }
}

void root_bring_needs(struct root *root, const char *guest)
{
    const struct plan_entry *entry = plan_find(root->plan, guest);
    char *source = text("%s", entry->source), *place = text("%s", guest);

    bring_file_needs(root, source, place, entry->mode & 0111);
    free(source);
    free(place);
}

void root_bring_all(struct root *root)
{
    for (uint32_t i = 0; i < root->need_count; i++) {
        struct root_need need = root->needs[i]; /* a copy, since the list may grow and move */

        root->place = need.place;
        root->lenient = need.lenient;
        if (S_ISLNK(plan_find(root->plan, need.guest)->mode))
            root_follow_link(root, need.guest);
        else
            root_bring_needs(root, need.guest);
        free(need.guest);
    }
    free(root->needs);
    root->needs = NULL;
    root->need_count = 0;
    root->lenient = false;
}
