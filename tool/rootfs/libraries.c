/* SPDX-License-Identifier: BSD-2-Clause */
/* The shared libraries that programs and libraries of a root need. */
#include <libgen.h>
#include <stdlib.h>
#include <string.h>

#include "library.h"
#include "parts.h"
#include "target.h"

static void library_missing(struct root *root, const char *library, const char *user)
{
    if (root->lenient)
        return;
    root->missing_places = need_more(root->missing_places,
                                     (root->missing.count / 2 + 1) * sizeof(struct place));
    root->missing_places[root->missing.count / 2] = root->place;
    strings_add(&root->missing, library);
    strings_add(&root->missing, user);
}

/* Adds a link to the library in /usr/lib, where every dynamic linker looks: a guest has no
 * configured folders, and $ORIGIN of a moved program has changed. */
static void link_library(struct root *root, const char *path, const char *name)
{
    struct plan_entry link = {.path = text("/usr/lib/%s", name),
                              .source = text("%s", path),
                              .mode = S_IFLNK | 0777,
                              .time = PLAN_NO_TIME};
    bool added;

    if (strcmp(link.path, path) && !plan_add(root->plan, link, &added))
        root_conflict(root, path);
}

/* Returns true if the VM has a library where its dynamic linker looks: first in `own`, the folders
 * that its user names. */
static bool has_library(const struct root *root, const struct strings *own, const char *name)
{
    bool there = false;

    for (uint32_t i = 0; i < own->count && !there; i++) {
        char *path = text("%s/%s", own->item[i], name);

        there = root_has_file(root, path);
        free(path);
    }
    for (unsigned i = 0; target_library_folders[i] && !there; i++) {
        char *path = text("%s/%s", target_library_folders[i], name);

        there = root_has_file(root, path);
        free(path);
    }
    return there;
}

/* A file whose libraries are being added. */
struct user {
    const struct elf *elf;
    const char *file, *guest; /* on this machine, in the VM */
    struct strings folders;   /* in the VM, where the file itself looks for libraries */
};

static void bring_library(struct root *root, const struct user *user, const char *origin,
                          const char *name)
{
    enum library_source source = LIBRARY_STANDARD;
    bool path_given = strchr(name, '/'), refused = false;

    if (path_given && *name != '/') {
        if (!root->lenient)
            diag_add(root->diag, root->place,
                     "vm '%s': root: '%s' needs the library '%s', whose place depends on the "
                     "folder in which the program is started; expected a name without '/', or an "
                     "absolute path",
                     root->vm->name, user->file, name);
        return;
    }
    if (path_given ? root_has_file(root, name) : has_library(root, &user->folders, name))
        return;
    char *path = path_given ? text("%s", name) : library_find(name, user->elf, origin, &source);
    bool found = path && root_bring(root, path, user->file, "library", &refused);

    if (!found && !refused)
        library_missing(root, name, user->file);
    else if (found && (source == LIBRARY_CONFIGURED ||
                       (source == LIBRARY_OWN && strcmp(user->file, user->guest))))
        link_library(root, path, name);
    free(path);
}

void root_bring_libraries(struct root *root, const struct elf *elf, const char *file,
                          const char *guest)
{
    char *copy = text("%s", file), *origin = dirname(copy), *guest_copy = text("%s", guest);
    struct user user = {.elf = elf, .file = file, .guest = guest};
    struct strings libraries = {0};

    library_own_folders(elf, dirname(guest_copy), &user.folders);
    elf_dynamic(elf, DT_NEEDED, &libraries);
    for (uint32_t i = 0; i < libraries.count; i++)
        bring_library(root, &user, origin, libraries.item[i]);
    strings_free(&user.folders);
    strings_free(&libraries);
    free(guest_copy);
    free(copy);
}

/* Reports missing libraries at the end, since a later entry may put one into the guest. */
void root_report_missing(struct root *root)
{
    for (uint32_t i = 0; i < root->missing.count; i += 2)
        if (!has_library(root, &(struct strings){0}, root->missing.item[i]))
            diag_add(root->diag, root->missing_places[i / 2],
                     "vm '%s': root: '%s' needs the library '%s', which is not found; install it, "
                     "or add \"path/to/%s:/usr/lib/%s\" to root",
                     root->vm->name, root->missing.item[i + 1], root->missing.item[i],
                     root->missing.item[i], root->missing.item[i]);
    strings_free(&root->missing);
    free(root->missing_places);
}
