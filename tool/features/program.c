/* SPDX-License-Identifier: BSD-2-Clause */
#include "program.h"

#include <libgen.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/files.h"
#include "base/shown.h"
#include "signs.h"
#include "target.h"

#define LIBRARIES_MOST 500

/* These libraries have functions for every feature. Only the calls of these functions count. */
static bool is_c_library(const char *path)
{
    static const char *const names[] = {"ld-",        "libc.",      "libm.",     "libdl.",
                                        "libpthread", "librt.",     "libresolv", "libgcc_s",
                                        "libstdc++",  "libc.musl-", "libutil."};
    char *copy = text("%s", path);
    const char *name = basename(copy);
    bool found = false;

    for (unsigned i = 0; i < COUNT(names) && !found; i++)
        found = !strncmp(name, names[i], strlen(names[i]));
    free(copy);
    return found;
}

static enum outcome bad_program(const char *path, const char *problem, const char *expected)
{
    char *harmless = shown(path, false);

    fprintf(stderr, "evm: %s: %s; expected %s\n", harmless, problem, expected);
    free(harmless);
    return OUTCOME_MISTAKE;
}

/* Remembers why a library has not been read. */
static void add_unread(struct program *program, const char *library, const char *problem)
{
    char *line = text("library %s %s", library, problem);

    if (program->unread.count < LIBRARIES_MOST && !strings_have(&program->unread, line))
        strings_add(&program->unread, line);
    free(line);
}

/* Adds the names of the libraries that `elf` needs, as paths, to the list. */
static void add_libraries(struct program *program, const struct root_folder *root,
                          const struct elf *elf, const char *path)
{
    struct strings names = {0};

    elf_dynamic(elf, DT_NEEDED, &names);
    for (uint32_t i = 0; i < names.count; i++) {
        char *found = root_find_library(root, names.item[i], elf, path);

        if (!found)
            add_unread(program, names.item[i], "was not found");
        else if (strings_have(&program->libraries, found))
            ;
        else if (program->libraries.count < LIBRARIES_MOST)
            strings_add(&program->libraries, found);
        else
            add_unread(program, found, "is one too many");
        free(found);
    }
    strings_free(&names);
}

/* Adds what a program or library needs. by: as for findings_add(). */
static void add_elf(struct program *program, const struct elf *elf, const char *by)
{
    struct signs signs = {0};

    signs_of_elf(elf, &signs);
    findings_add(&program->findings, &signs, by);
    signs_free(&signs);
}

static void add_script(struct program *program)
{
    struct signs signs = {0};
    struct buffer contents = {0};

    if (file_read(program->path, &contents))
        signs_of_text(&contents, &signs);
    findings_add(&program->findings, &signs, NULL);
    buffer_free(&contents);
    signs_free(&signs);
}

static void add_all_libraries(struct program *program, const struct root_folder *root)
{
    for (uint32_t i = 0; i < program->libraries.count; i++) { /* the list grows meanwhile */
        char *path = text("%s", program->libraries.item[i]), *copy = text("%s", path);
        const char *problem;
        struct elf *elf = elf_open(path, &problem);

        if (elf) {
            add_libraries(program, root, elf, path);
            if (!is_c_library(path))
                add_elf(program, elf, basename(copy));
            elf_close(elf);
        } else {
            add_unread(program, path, problem);
        }
        free(path);
        free(copy);
    }
}

static enum outcome read_elf(struct program *program, const struct root_folder *root,
                             const char *path)
{
    const char *problem;
    struct elf *elf = elf_open(path, &problem);

    if (!elf)
        return bad_program(path, problem, "a program for " TARGET_NAME);
    program->dynamic = elf_interpreter(elf);
    add_libraries(program, root, elf, path);
    add_elf(program, elf, NULL);
    elf_close(elf);
    add_all_libraries(program, root);
    return OUTCOME_OK;
}

/* Returns the path of the interpreter in a line like "#!/usr/bin/env python3", or NULL. */
static char *find_interpreter(const struct root_folder *root, char *line)
{
    char *rest = line + 2, *name, *path;

    rest[strcspn(rest, "\r\n")] = 0;
    name = strtok(rest, " \t");
    if (!name)
        return NULL;
    path = root_find(root, name);
    if (path && strlen(name) > 4 && !strcmp(name + strlen(name) - 4, "/env")) {
        do /* options of env, and variables that it sets */
            name = strtok(NULL, " \t");
        while (name && (*name == '-' || strchr(name, '=')));
        free(path);
        path = name ? root_find_program(root, name) : NULL;
    }
    return path;
}

enum outcome program_read(struct program *program, const struct root_folder *root, const char *path)
{
    char line[257] = {0};
    ssize_t size = file_start(path, line, sizeof(line) - 1);

    program->path = text("%s", path);
    if (size < 0)
        return bad_program(path, file_error(), "a program that this user may read");
    if (elf_magic(line, (size_t)size))
        return read_elf(program, root, path);
    if (strncmp(line, "#!", 2))
        return bad_program(path, "is no program", "an ELF file, or a script that begins with #!");
    program->interpreter = find_interpreter(root, line);
    if (!program->interpreter)
        return bad_program(path, "its interpreter is not there", "that of its first line");
    add_script(program);
    return read_elf(program, root, program->interpreter);
}

void program_free(struct program *program)
{
    free(program->path);
    free(program->interpreter);
    strings_free(&program->libraries);
    strings_free(&program->unread);
    findings_free(&program->findings);
}
