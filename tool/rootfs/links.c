/* SPDX-License-Identifier: BSD-2-Clause */
/* Follows symbolic links within folders of a root. The VM's own files come first. */
#include <stdlib.h>
#include <string.h>

#include "parts.h"

/* Returns true if `path` is below a folder, by at least `names` names. */
static bool below(const char *path, const char *folder, unsigned names)
{
    size_t length = strlen(folder);

    if (strncmp(path, folder, length) || path[length] != '/')
        return false;
    for (path += length; names && (path = strchr(path, '/')); path++)
        names--;
    return !names;
}

/* Returns true for files and folders that a distribution installs for all users; not for the whole
 * tree at once. */
static bool distributed(const char *real)
{
    return below(real, "/usr", 2) || below(real, "/etc", 1) || below(real, "/lib", 1) ||
           below(real, "/lib64", 1);
}

static void bring_target(struct root *root, const char *guest, const char *path, const char *real)
{
    char *made = root_kernel_made(path);
    struct stat status;

    if (made || stat(real, &status)) {
        free(made); /* the VM has its own, or the target is gone */
    } else if (root_named(root, real)) {
        root_add_host(root, path);
    } else if (!root_public(real, &status) && S_ISREG(status.st_mode)) {
        diag_add(root->diag, root->place,
                 "vm '%s': root: the link '%s' leads to '%s', which not all users of this machine "
                 "may read: it is not in the VM; add it to root, or remove the link",
                 root->vm->name, guest, path);
    } else if (root_public(real, &status) &&
               (root_is_program(real, &status) ||
                ((S_ISREG(status.st_mode) || S_ISDIR(status.st_mode)) && distributed(real)))) {
        root->user = guest;
        root_add_host(root, path);
        root->user = NULL;
    } else {
        diag_note(root->diag, root->place,
                  "vm '%s': root: the link '%s' leads to '%s', which is left out: add it to root "
                  "if the VM is to have it",
                  root->vm->name, guest, path);
    }
}

void root_follow_link(struct root *root, const char *guest)
{
    const struct plan_entry *link = plan_find(root->plan, guest);
    char *path = plan_resolve(root->plan, guest, true), *real;

    /* In a moved tree, a relative link leads to no file of this machine. */
    if (!plan_find(root->plan, path) && !(link->moved && *link->source != '/') &&
        (real = realpath(path, NULL))) {
        char *user = text("%s", guest);

        bring_target(root, user, path, real);
        free(user);
        free(real);
    }
    free(path);
}
