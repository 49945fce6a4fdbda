/* SPDX-License-Identifier: BSD-2-Clause */
/* Which files of interface/ and lib/ a guest kernel is made with: those that the overlay's
 * `#include` lines name, and those that they name in turn. Others may change without a kernel being
 * built anew. */
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/files.h"
#include "base/paths.h"
#include "job.h"
#include "target.h"

/* Folders in which the overlay finds our files. One that lies in another comes before it. */
static const char *const linux_roots[] = {"interface/" TARGET_FOLDER, "interface", "lib/cos",
                                          "lib"};

const char *linux_place(const char *header)
{
    for (unsigned i = 0; i < COUNT(linux_roots); i++) {
        size_t length = strlen(linux_roots[i]);

        if (!strncmp(header, linux_roots[i], length) && header[length] == '/')
            return header + length + 1;
    }
    return header;
}

/* The name in an `#include` line, within the line, which is cut behind it; NULL: it is none. */
static char *included(char *line)
{
    line += strspn(line, " \t");
    if (*line++ != '#')
        return NULL;
    line += strspn(line, " \t");
    if (strncmp(line, "include", 7))
        return NULL;
    line += 7 + strspn(line + 7, " \t");
    if (*line != '<' && *line != '"')
        return NULL;
    line[1 + strcspn(line + 1, ">\"")] = 0;
    return line + 1;
}

/* Adds a header, a path below `root`, if it exists and is not in the list yet. */
static void add(const char *root, const char *header, struct strings *headers)
{
    char *relative = text("%s/%s", root, header), *path = path_source(relative);

    if (!strings_have(headers, relative) && !access(path, F_OK))
        strings_add(headers, relative);
    free(path);
    free(relative);
}

/* Adds the headers that a file includes. `folder`: the file's own, also searched, if it is one of
 * our headers. */
static bool scan(const char *file, const char *folder, struct strings *headers)
{
    struct buffer contents = {0};
    bool good = file_read(file, &contents);

    buffer_extend(&contents, 1);
    for (char *line, *rest = contents.data; good && (line = strsep(&rest, "\n"));) {
        const char *name = included(line);

        for (unsigned i = 0; name && i < COUNT(linux_roots); i++)
            add(linux_roots[i], name, headers);
        if (name && folder)
            add(folder, name, headers);
    }
    buffer_free(&contents);
    return good;
}

static int compare(const void *left, const void *right)
{
    return strcmp(*(char *const *)left, *(char *const *)right);
}

bool linux_headers(struct strings *headers)
{
    char *overlay = path_source(LINUX_OVERLAY);
    struct strings files = {0};
    bool good = file_list(overlay, &files);

    for (uint32_t i = 0; i < files.count && good; i++) {
        char *file = text("%s/%s", overlay, files.item[i]);

        good = scan(file, NULL, headers);
        free(file);
    }
    for (uint32_t i = 0; i < headers->count && good; i++) { /* the loop adds headers */
        const char *header = headers->item[i];
        char *file = path_source(header),
             *folder = text("%.*s", (int)(strrchr(header, '/') - header), header);

        good = scan(file, folder, headers);
        free(file);
        free(folder);
    }
    if (headers->count)
        qsort(headers->item, headers->count, sizeof(char *), compare);
    strings_free(&files);
    free(overlay);
    return good;
}
