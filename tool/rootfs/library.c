/* SPDX-License-Identifier: BSD-2-Clause */
#include "library.h"
#include "target.h"

#include <ctype.h>
#include <glob.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define CONFIGURATION "/etc/ld.so.conf"
#define INCLUDE_DEPTH 8 /* most levels of files that include files */

/* Adds the folders that a configuration file names. */
static void read_configuration(const char *path, struct strings *folders, unsigned depth)
{
    FILE *file = fopen(path, "r");
    char *line = NULL;
    size_t room = 0;

    while (file && getline(&line, &room, file) > 0) {
        char *start = line + strspn(line, " \t"), *end;
        glob_t found;

        start[strcspn(start, "#\n")] = 0;
        for (end = start + strlen(start); end > start && isspace((unsigned char)end[-1]);)
            *--end = 0;
        if (*start == '/')
            strings_add(folders, start);
        if (strncmp(start, "include", 7) || !isspace((unsigned char)start[7]) ||
            depth == INCLUDE_DEPTH)
            continue;
        start += 7 + strspn(start + 7, " \t");
        if (!glob(start, 0, NULL, &found)) {
            for (size_t i = 0; i < found.gl_pathc; i++)
                read_configuration(found.gl_pathv[i], folders, depth + 1);
            globfree(&found);
        }
    }
    free(line);
    if (file)
        fclose(file);
}

/* Returns the path of the library in `folder`, if it is there and for this machine. */
static char *look_in(const char *folder, const char *name)
{
    char *path = text("%s/%s", folder, name);
    const char *problem;
    struct elf *elf = elf_open(path, &problem);

    if (elf) {
        elf_close(elf);
        return path;
    }
    free(path);
    return NULL;
}

/* Returns a folder of RUNPATH with $ORIGIN replaced. */
static char *expand(const char *folder, const char *origin)
{
    static const char *const names[] = {"$ORIGIN", "${ORIGIN}"};

    for (unsigned i = 0; i < COUNT(names); i++) {
        const char *found = strstr(folder, names[i]);

        if (found)
            return text("%.*s%s%s", (int)(found - folder), folder, origin,
                        found + strlen(names[i]));
    }
    return text("%s", folder);
}

void library_own_folders(const struct elf *elf, const char *origin, struct strings *folders)
{
    struct strings lists = {0};

    elf_dynamic(elf, DT_RUNPATH, &lists);
    if (!lists.count)
        elf_dynamic(elf, DT_RPATH, &lists);
    for (uint32_t i = 0; i < lists.count; i++)
        for (char *folder, *rest = lists.item[i]; (folder = strsep(&rest, ":"));) {
            char *expanded = expand(folder, origin);

            if (*expanded == '/')
                strings_add(folders, expanded);
            free(expanded);
        }
    strings_free(&lists);
}

static char *look_in_own(const char *name, const struct elf *elf, const char *origin)
{
    struct strings folders = {0};
    char *path = NULL;

    library_own_folders(elf, origin, &folders);
    for (uint32_t i = 0; i < folders.count && !path; i++)
        path = look_in(folders.item[i], name);
    strings_free(&folders);
    return path;
}

char *library_find(const char *name, const struct elf *elf, const char *origin,
                   enum library_source *source)
{
    static struct strings configured;
    static bool read;
    char *path = look_in_own(name, elf, origin);

    *source = path ? LIBRARY_OWN : LIBRARY_STANDARD;
    for (unsigned i = 0; target_library_folders[i] && !path; i++)
        path = look_in(target_library_folders[i], name);
    if (path)
        return path;
    if (!read)
        read_configuration(CONFIGURATION, &configured, 0);
    read = true;
    *source = LIBRARY_CONFIGURED;
    for (uint32_t i = 0; i < configured.count && !path; i++)
        path = look_in(configured.item[i], name);
    return path;
}
