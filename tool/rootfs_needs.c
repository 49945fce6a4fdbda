/* SPDX-License-Identifier: BSD-2-Clause */
#include "rootfs_parts.h"

#include <errno.h>
#include <libgen.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "library.h"
#include "words.h"

#define SCRIPT_LINE 256 /* bytes of a #! line that Linux looks at */

static void library_missing(struct root *root, const char *library, const char *user)
{
    if (root->lenient)
        return;
    root->missing_places = need_more(root->missing_places, (root->missing.count / 2 + 1) * sizeof(struct place));
    root->missing_places[root->missing.count / 2] = root->place;
    strings_add(&root->missing, library);
    strings_add(&root->missing, user);
}

/* A guest has no list of configured folders, and $ORIGIN of a program put elsewhere is another: a link in /usr/lib,
 * where every dynamic linker looks, leads to the library. */
static void link_library(struct root *root, const char *path, const char *name)
{
    struct plan_entry link = {.path = text("/usr/lib/%s", name), .source = text("%s", path), .mode = S_IFLNK | 0777};
    bool added;

    if (strcmp(link.path, path) && !plan_add(root->plan, link, &added))
        root_conflict(root, path);
}

static void bring_libraries(struct root *root, const struct elf *elf, const char *file, bool moved)
{
    char *copy = text("%s", file), *origin = dirname(copy);
    struct strings libraries = {0};

    elf_dynamic(elf, DT_NEEDED, &libraries);
    for (uint32_t i = 0; i < libraries.count; i++) {
        enum library_source source;
        char *path = library_find(libraries.item[i], elf, origin, &source);

        if (!path)
            library_missing(root, libraries.item[i], file);
        else if (root_add_host(root, path) && (source == LIBRARY_CONFIGURED || (source == LIBRARY_OWN && moved)))
            link_library(root, path, libraries.item[i]);
        free(path);
    }
    strings_free(&libraries);
    free(copy);
}

static void bring_interpreter(struct root *root, const char *interpreter, const char *file)
{
    if (!root_add_host(root, interpreter) && !root->lenient)
        diag_add(root->diag, root->place,
                 "vm '%s': root: '%s' needs the interpreter '%s', which does not exist; install it", root->vm->name,
                 file, interpreter);
}

/* "#!/usr/bin/env python3" and the like: the program that env will look for. */
static void bring_env_program(struct root *root, const char *name, const char *file)
{
    static const char *const folders[] = {"/usr/local/bin", "/usr/bin", "/bin", "/usr/sbin"};

    for (unsigned i = 0; i < COUNT(folders); i++) {
        char *path = text("%s/%s", folders[i], name);
        bool there = !access(path, X_OK) && root_add_host(root, path);

        free(path);
        if (there)
            return;
    }
    bring_interpreter(root, name, file);
}

static void bring_script_needs(struct root *root, char *line, const char *file)
{
    struct strings words = {0};

    line[strcspn(line, "\n")] = 0;
    if (split_command(line + 2, &words) && words.count) {
        char *copy = text("%s", words.item[0]);

        bring_interpreter(root, words.item[0], file);
        if (words.count > 1 && !strcmp(basename(copy), "env") && *words.item[1] != '-')
            bring_env_program(root, words.item[1], file);
        free(copy);
    }
    strings_free(&words);
}

/* Within a folder such a file may lie unused; Linux says "Exec format error" when it is started. */
static void report_foreign(struct root *root, const char *file, const char *problem)
{
    if (!root->lenient)
        diag_add(root->diag, root->place,
                 "vm '%s': root: program '%s' %s; expected one for x86-64, which is all that guests run",
                 root->vm->name, file, problem);
}

/* A program brings its interpreter and its libraries. Another file's "#!" says nothing: nobody executes it. */
void root_bring_needs(struct root *root, const char *file, const char *guest, bool program)
{
    char line[SCRIPT_LINE + 1] = {0};
    FILE *stream = fopen(file, "rb");
    size_t size = stream ? fread(line, 1, SCRIPT_LINE, stream) : 0;
    const char *problem;

    if (!stream) {
        diag_add(root->diag, root->place, "vm '%s': root: '%s' cannot be read: %s", root->vm->name, file,
                 strerror(errno));
        return;
    }
    fclose(stream);
    struct elf *elf = elf_magic(line, size) ? elf_open(file, &problem) : NULL;

    if (elf) {
        if (elf_interpreter(elf))
            bring_interpreter(root, elf_interpreter(elf), file);
        bring_libraries(root, elf, file, strcmp(file, guest));
        elf_close(elf);
    } else if (program && elf_magic(line, size)) {
        report_foreign(root, file, problem);
    } else if (program && size > 2 && !strncmp(line, "#!", 2)) {
        bring_script_needs(root, line, file);
    }
}

/* A library that this machine lacks may have been put into the guest by an entry of its own. */
void root_report_missing(struct root *root)
{
    for (uint32_t i = 0; i < root->missing.count; i += 2) {
        bool there = false;

        for (unsigned j = 0; library_folders[j] && !there; j++) {
            char *path = text("%s/%s", library_folders[j], root->missing.item[i]);
            char *place = plan_resolve(root->plan, path, true);

            there = plan_find(root->plan, place);
            free(place);
            free(path);
        }
        if (!there)
            diag_add(root->diag, root->missing_places[i / 2],
                     "vm '%s': root: '%s' needs the library '%s', which is not found; install it, or add "
                     "\"path/to/%s:/usr/lib/%s\" to root",
                     root->vm->name, root->missing.item[i + 1], root->missing.item[i], root->missing.item[i],
                     root->missing.item[i]);
    }
    strings_free(&root->missing);
    free(root->missing_places);
}
