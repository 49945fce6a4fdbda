/* SPDX-License-Identifier: BSD-2-Clause */
#include "parts.h"

#include <dirent.h>
#include <errno.h>
#include <libgen.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/paths.h"

#define NESTED_MAX 64 /* most nested links and folders */

/* Calls `visit` for each name in a folder, in the order of their names. */
static void each_name(struct root *root, const char *folder, const char *guest,
                      void (*visit)(struct root *, const char *host, const char *guest))
{
    struct dirent **names;
    int count = scandir(folder, &names, NULL, alphasort);
    bool lenient = root->lenient;

    if (count < 0) {
        diag_add(root->diag, root->place, "vm '%s': root: folder '%s' cannot be read: %s",
                 root->vm->name, folder, strerror(errno));
        return;
    }
    root->lenient = true;
    for (int i = 0; i < count; i++) {
        if (strcmp(names[i]->d_name, ".") && strcmp(names[i]->d_name, "..")) {
            char *below = text("%s/%s", folder, names[i]->d_name);
            char *below_guest = text("%s/%s", strcmp(guest, "/") ? guest : "", names[i]->d_name);

            visit(root, below, below_guest);
            free(below);
            free(below_guest);
        }
        free(names[i]);
    }
    root->lenient = lenient;
    free(names);
}

/* Returns true if a file is left out, with a note: it is in a folder that only a link leads to, and
 * not all users may read it. */
static bool left_out(struct root *root, const char *host, const struct stat *status)
{
    if (!root->user || S_ISLNK(status->st_mode) || root_named(root, host) ||
        root_public(host, status))
        return false;
    diag_note(root->diag, root->place,
              "vm '%s': root: '%s' is left out: not all users of this machine may read it; add it "
              "to root if the VM is to have it",
              root->vm->name, host);
    return true;
}

/* Returns true if a folder is a file system like /proc, whose files would be empty in the VM, which
 * has its own. */
static bool kernel_made(struct root *root, const char *folder, const struct stat *status)
{
    if (!root_made_folder(folder, status))
        return false;
    diag_note(root->diag, root->place,
              "vm '%s': root: '%s' is an empty folder in the VM: the kernel makes its files as "
              "they are read",
              root->vm->name, folder);
    return true;
}

/* Enters one more folder or link. Returns false after reporting too many. */
static bool deeper(struct root *root, const char *path)
{
    if (root->depth < NESTED_MAX)
        return ++root->depth;
    diag_add(root->diag, root->place,
             "vm '%s': root: '%s' is more than %d folders and links deep; is it a loop?",
             root->vm->name, path, NESTED_MAX);
    return false;
}

static void visit_host(struct root *root, const char *host, const char *guest);

static void add_tree(struct root *root, const char *folder, const struct stat *status)
{
    struct plan_entry *entry = plan_find(root->plan, folder);

    if (entry && entry->walked)
        return;
    if (entry)
        entry->walked = true;
    if (!kernel_made(root, folder, status))
        each_name(root, folder, folder, visit_host);
}

/* Adds a file or folder within a folder whose own path has no links. links.c follows links, when
 * all entries are there. */
static void visit_host(struct root *root, const char *host, const char *guest)
{
    struct stat status;

    if (lstat(host, &status) || left_out(root, host, &status))
        return;
    root_put(root, host, guest, &status);
    if (S_ISDIR(status.st_mode) && deeper(root, host)) {
        add_tree(root, host, &status);
        root->depth--;
    }
}

/* root_add_host() for a clean path. */
static bool walk_host(struct root *root, const char *path)
{
    for (const char *end = path + 1;; end++) {
        struct stat status;

        end = strchrnul(end, '/');
        char *part = text("%.*s", (int)(end - path), path);
        bool there = !lstat(part, &status);

        if (there && S_ISDIR(status.st_mode) && *end && root_made_folder(part, &status)) {
            free(part);
            return true;
        }
        if (there)
            root_put(root, part, part, &status);
        if (there && S_ISLNK(status.st_mode)) {
            const char *target = plan_find(root->plan, part) ? plan_find(root->plan, part)->source
                                                             : NULL;
            char *next = !target          ? NULL
                         : *target == '/' ? text("%s%s", target, end)
                                          : text("%s/%s%s", dirname(part), target, end);

            there = next && root_add_host(root, next);
            free(next);
            free(part);
            return there;
        }
        if (there && !*end && S_ISDIR(status.st_mode))
            add_tree(root, part, &status);
        free(part);
        if (!there || !*end)
            return there;
    }
}

bool root_add_host(struct root *root, const char *path)
{
    char *clean = path_clean(path);
    bool there = true;

    if (deeper(root, clean)) {
        there = walk_host(root, clean);
        root->depth--;
    }
    free(clean);
    return there;
}

/* Adds the links of a distribution that has /bin, /lib, ... as links into /usr, so that a file put
 * into /bin is in /usr/bin. */
static void follow_merged(struct root *root, const char *guest)
{
    size_t length = strcspn(guest + 1, "/") + 1;
    char *top = text("%.*s", (int)length, guest);
    struct stat status;

    if (guest[length] && !lstat(top, &status) && S_ISLNK(status.st_mode))
        root_put(root, top, top, &status);
    free(top);
}

/* Adds one file or folder of this machine at another place in the guest. */
static void visit_pair(struct root *root, const char *host, const char *guest)
{
    struct stat status;

    if (lstat(host, &status))
        return;
    if (strcmp(guest, "/")) /* the root exists already */
        root_put(root, host, guest, &status);
    if (S_ISDIR(status.st_mode) && !kernel_made(root, host, &status) && deeper(root, host)) {
        each_name(root, host, guest, visit_pair);
        root->depth--;
    }
}

void root_add_pair(struct root *root, const char *host, const char *guest)
{
    char *real = realpath(host, NULL);

    if (real) {
        follow_merged(root, guest);
        char *place = plan_resolve(root->plan, guest, true);

        visit_pair(root, real, place);
        free(place);
    } else {
        diag_add(root->diag, root->place,
                 "vm '%s': root: '%s' cannot be read: %s; expected a file or folder",
                 root->vm->name, host, strerror(errno));
    }
    free(real);
}
