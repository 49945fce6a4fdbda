/* SPDX-License-Identifier: BSD-2-Clause */
#include "root.h"

#include <errno.h>
#include <fcntl.h>
#include <libgen.h>
#include <limits.h>
#include <linux/openat2.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "rootfs/library.h"
#include "target.h"

/* Returns the path of an open file, and closes it. */
static char *path_of(int fd)
{
    char link[64], path[PATH_MAX];

    if (fd < 0)
        return NULL;
    snprintf(link, sizeof(link), "/proc/self/fd/%d", fd);
    ssize_t length = readlink(link, path, sizeof(path) - 1);

    close(fd);
    if (length < 0)
        return NULL;
    path[length] = 0;
    return text("%s", path);
}

bool root_open(struct root_folder *root, const char *name)
{
    root->name = name;
    root->fd = open(name ? name : "/", O_PATH | O_DIRECTORY | O_CLOEXEC);
    if (root->fd < 0)
        return false;
    root->real = name ? realpath(name, NULL) : text("%s", "");
    if (!root->real)
        return false;
    if (!strcmp(root->real, "/"))
        *root->real = 0;
    return true;
}

void root_close(struct root_folder *root)
{
    if (root->fd >= 0)
        close(root->fd);
    free(root->real);
}

char *root_find(const struct root_folder *root, const char *path)
{
    struct open_how how = {.flags = O_PATH | O_CLOEXEC, .resolve = RESOLVE_IN_ROOT};

    return path_of((int)syscall(SYS_openat2, root->fd, path, &how, sizeof(how)));
}

static char *find_in(const struct root_folder *root, const char *folder, const char *name)
{
    char *path = text("%s/%s", folder, name), *found = root_find(root, path);

    free(path);
    return found;
}

char *root_find_program(const struct root_folder *root, const char *name)
{
    static const char *const folders[] = {"/usr/local/sbin", "/usr/local/bin", "/usr/sbin",
                                          "/usr/bin",        "/sbin",          "/bin"};
    char *found = NULL;

    for (unsigned i = 0; i < COUNT(folders) && !found; i++)
        found = find_in(root, folders[i], name);
    return found;
}

char *root_find_library(const struct root_folder *root, const char *name, const struct elf *elf,
                        const char *user)
{
    char *copy = text("%s", user), *folder = dirname(copy), *found = NULL;
    struct strings own = {0};

    if (strchr(name, '/')) {
        found = root_find(root, name);
    } else if (!root->name) {
        enum library_source source;

        found = library_find(name, elf, folder, &source);
    } else {
        library_own_folders(elf, folder + strlen(root->real), &own);
        for (uint32_t i = 0; i < own.count && !found; i++)
            found = find_in(root, own.item[i], name);
        for (unsigned i = 0; target_library_folders[i] && !found; i++)
            found = find_in(root, target_library_folders[i], name);
        if (!found)
            found = find_in(root, "/usr/local/lib", name);
    }
    strings_free(&own);
    free(copy);
    return found;
}
