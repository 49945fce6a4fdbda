/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Files of this machine that no entry of `root:` names, but that a program, script or link of a
 * root needs. Its author may be untrusted, while the building user may read any file. So the tool
 * includes only programs and libraries, and only those that every user of this machine may read.
 */
#include <stdlib.h>
#include <sys/stat.h>

#include "parts.h"

/* Returns why the file must not be included, or NULL. */
static const char *refusal(const struct root *root, const char *path, const char *real)
{
    char *made = root_kernel_made(path);
    struct stat status;

    if (made) {
        free(made);
        return "is in a file system that the kernel makes";
    }
    if (stat(real, &status) || !S_ISREG(status.st_mode))
        return "is no file";
    if (!root_is_program(real, &status))
        return "is no program or library";
    if (!root_named(root, real) && !root_public(real, &status))
        return "not all users of this machine may read";
    return NULL;
}

bool root_bring(struct root *root, const char *path, const char *user, const char *what,
                bool *refused)
{
    char *real = realpath(path, NULL);
    const char *why = real ? refusal(root, path, real) : NULL;

    if (why) {
        diag_add(root->diag, root->place,
                 "vm '%s': root: '%s' needs the %s '%s', which %s; expected a program or library "
                 "that all may read: it is not in the VM",
                 root->vm->name, user, what, path, why);
    } else if (real) {
        const char *before = root->user;

        root->user = user;
        root_add_host(root, path);
        root->user = before;
    }
    *refused = why;
    free(real);
    return real && !why;
}
