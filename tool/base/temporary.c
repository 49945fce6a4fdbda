/* SPDX-License-Identifier: BSD-2-Clause */
#include "temporary.h"

#include <errno.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base.h"
#include "ending.h"
#include "files.h"

static bool make_folder(char *template)
{
    sigset_t old;

    ending_block(&old);
    bool made = mkdtemp(template);
    int error = errno;

    if (made)
        ending_add(template);
    ending_unblock(&old);
    errno = error;
    return made;
}

char *temporary_folder(const char *parent, const char *name)
{
    const char *usual = getenv("TMPDIR"), *where = parent            ? parent
                                                   : usual && *usual ? usual
                                                                     : "/tmp";
    char *real = realpath(where, NULL);
    char *folder = real ? text("%s/%s-XXXXXX", real, name) : NULL;

    if (folder && make_folder(folder)) {
        free(real);
        return folder;
    }
    host_error("no folder can be made in %s: %s%s", where, strerror(errno),
               parent ? "" : "; set TMPDIR to a folder that can be written");
    free(folder);
    free(real);
    return NULL;
}

void temporary_remove(char *folder)
{
    if (!folder)
        return;
    file_remove(folder);
    ending_forget(folder);
    free(folder);
}
