/* SPDX-License-Identifier: BSD-2-Clause */
#include "paths.h"

#include <errno.h>
#include <libgen.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base.h"
#include "files.h"

/* All paths here begin with '/'. Programs take a path that begins with '-' or '@' for something
 * else, and `make -C` looks for a relative path in another folder. */
static char *below(const char *folder, const char *relative)
{
    char *here = *folder == '/' ? NULL : getcwd(NULL, 0);
    char *path = here ? text("%s/%s/%s", here, folder, relative) : text("%s/%s", folder, relative);

    free(here);
    return path;
}

/* An installed executable is in the folder `bin` of a prefix. Beside that folder are these two. */
#define INSTALLED "share/evm" /* sources */
#define LIBRARY   "lib/evm"   /* built files */

/* Returns the folder of the running executable. */
static char *own_folder(void)
{
    char self[PATH_MAX];
    ssize_t length = readlink("/proc/self/exe", self, sizeof(self) - 1);

    self[length < 0 ? 0 : length] = 0;
    return text("%s", dirname(self));
}

/* Returns that folder of the prefix, wherever it has been moved; NULL: the running executable has
 * not been installed. */
static char *installed_folder(const char *name)
{
    char *own = own_folder(), *prefix = text("%s", dirname(own));
    char *mark = text("%s/" INSTALLED, prefix), *folder = NULL;

    if (!access(mark, F_OK))
        folder = text("%s/%s", prefix, name);
    free(own);
    free(prefix);
    free(mark);
    return folder;
}

char *path_build(const char *relative)
{
    const char *folder = getenv("EVM_BUILD");
    char *installed = folder ? NULL : installed_folder(LIBRARY), *own = own_folder();
    char *path = below(folder ? folder : installed ? installed : own, relative);

    free(installed);
    free(own);
    return path;
}

char *path_source(const char *relative)
{
    const char *folder = getenv("EVM_SOURCE");
    char *installed = folder ? NULL : installed_folder(INSTALLED);
    char *path = below(folder ? folder : installed ? installed : SOURCE_FOLDER, relative);

    free(installed);
    return path;
}

/* Returns what is wrong with a folder of the cache or (`above`) one that leads there; or NULL. */
static const char *folder_problem(const char *path, bool above)
{
    struct stat status;

    if (stat(path, &status))
        return strerror(errno);
    if (status.st_uid != geteuid() && !(above && !status.st_uid))
        return "belongs to another user";
    if (status.st_mode & (S_IWGRP | S_IWOTH) && !(above && status.st_mode & S_ISVTX))
        return "can be written by others";
    return NULL;
}

static bool trust_folder(const char *path, bool above)
{
    const char *problem = folder_problem(path, above);

    if (problem)
        host_error("%s, %s, %s: what is in it cannot be believed; make it this user's alone "
                   "(chown, chmod go-w), or set EVM_CACHE to another folder",
                   path, above ? "which leads to the cache" : "a folder of the cache", problem);
    return !problem;
}

/* Checks the owners of the cache: a user who can write into it, or rename a folder that leads
 * there, controls what the tool runs. `path` is in the cache. */
static bool trust_cache(const char *root, const char *path)
{
    char *real = realpath(root, NULL), *inner = text("%s", path);
    bool good = real || trust_folder(root, false);

    for (char *slash = inner + strlen(root); good && slash; slash = strchr(slash + 1, '/')) {
        *slash = 0;
        good = trust_folder(inner, false);
        *slash = '/';
    }
    for (char *slash; good && (slash = strrchr(real, '/'));) {
        *slash = 0;
        good = trust_folder(*real ? real : "/", true);
    }
    free(real);
    free(inner);
    return good;
}

char *path_cache(const char *relative)
{
    const char *own = getenv("EVM_CACHE"), *xdg = getenv("XDG_CACHE_HOME"), *home = getenv("HOME");
    char *root, *path;

    if (own && *own) {
        root = text("%s", own);
    } else if (xdg && *xdg) {
        root = text("%s/evm", xdg);
    } else if (home && *home) {
        root = text("%s/.cache/evm", home);
    } else {
        host_error("there is no folder for the cache; set HOME or EVM_CACHE to one");
        return NULL;
    }
    path = text("%s/%s", root, relative);
    bool good = file_make_folders(path);

    if (!good)
        host_error("cannot make the cache folder %s: %s; set EVM_CACHE to a folder that can be "
                   "written",
                   root, strerror(errno));
    good = good && trust_cache(root, path);
    free(path);
    path = good ? below(root, relative) : NULL;
    free(root);
    return path;
}

void path_step(struct buffer *path, const char *name, size_t length)
{
    if (length == 2 && !strncmp(name, "..", 2)) {
        while (path->size && path->data[--path->size] != '/')
            ;
    } else if (length && !(length == 1 && *name == '.')) {
        buffer_add(path, "/", 1);
        buffer_add(path, name, length);
    }
}

char *path_finish(struct buffer *path)
{
    char *result = text("%.*s", path->size ? (int)path->size : 1, path->size ? path->data : "/");

    buffer_free(path);
    return result;
}

char *path_clean(const char *path)
{
    struct buffer clean = {0};

    for (const char *at = path; *at;) {
        at += strspn(at, "/");
        path_step(&clean, at, strcspn(at, "/"));
        at += strcspn(at, "/");
    }
    return path_finish(&clean);
}
