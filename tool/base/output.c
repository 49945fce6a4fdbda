/* SPDX-License-Identifier: BSD-2-Clause */
#include "output.h"

#include <errno.h>
#include <libgen.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "shown.h"

/* Returns what prevents a new file at `path`, or NULL. */
static const char *obstacle(const char *path, const char *manifest)
{
    struct stat there, read;

    if (!*path)
        return "is no name; expected that of a file";
    if (lstat(path, &there))
        return path[strlen(path) - 1] == '/' ? "is the name of a folder; expected that of a file"
                                             : NULL;
    if (S_ISLNK(there.st_mode))
        return "is a link, which the new file would replace; expected the name of a file";
    if (S_ISDIR(there.st_mode))
        return "is a folder; expected the name of a file";
    if (!S_ISREG(there.st_mode))
        return "is a device, a pipe or a socket, which the new file would replace; expected the "
               "name of a file; 'dd' copies an image to a device";
    if (!stat(manifest, &read) && read.st_dev == there.st_dev && read.st_ino == there.st_ino)
        return "is the manifest, which the new file would replace; expected the name of another "
               "file";
    return NULL;
}

/* Returns true if a file can be made beside `path`: better to know that before minutes of work. */
static bool folder_fits(const char *path)
{
    char *copy = text("%s", path);
    bool fits = !access(dirname(copy), W_OK | X_OK);

    free(copy);
    return fits;
}

enum outcome output_check(const char *path, const char *manifest)
{
    const char *problem = obstacle(path, manifest);
    char *name = shown(path, false);
    enum outcome outcome = OUTCOME_OK;

    if (problem) {
        host_error("output '%s' %s", name, problem);
        outcome = OUTCOME_USAGE;
    } else if (!folder_fits(path)) {
        outcome = host_error("%s: %s; expected a name in a folder that can be written", name,
                             strerror(errno));
    }
    free(name);
    return outcome;
}

unsigned output_mode(void)
{
    mode_t mask = umask(0);

    umask(mask);
    return 0666 & ~mask;
}
