/* SPDX-License-Identifier: BSD-2-Clause */
#include "paths.h"

#include <errno.h>
#include <libgen.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base.h"
#include "files.h"

char *path_build(const char *relative)
{
    const char *folder = getenv("EVM_BUILD");
    char self[PATH_MAX];

    if (!folder) {
        ssize_t length = readlink("/proc/self/exe", self, sizeof(self) - 1);

        self[length < 0 ? 0 : length] = 0;
        folder = dirname(self);
    }
    return text("%s/%s", folder, relative);
}

char *path_source(const char *relative)
{
    const char *folder = getenv("EVM_SOURCE");

    return text("%s/%s", folder ? folder : SOURCE_FOLDER, relative);
}

char *path_cache(const char *relative)
{
    const char *own = getenv("EVM_CACHE"), *xdg = getenv("XDG_CACHE_HOME"), *home = getenv("HOME");
    char *path;

    if (own && *own)
        path = text("%s/%s", own, relative);
    else if (xdg && *xdg)
        path = text("%s/evm/%s", xdg, relative);
    else
        path = text("%s/.cache/evm/%s", home ? home : "", relative);
    if (file_make_folders(path))
        return path;
    host_error("cannot make the cache folder %s: %s; set EVM_CACHE to a folder that can be written", path,
               strerror(errno));
    free(path);
    return NULL;
}
