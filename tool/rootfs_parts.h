/* SPDX-License-Identifier: BSD-2-Clause */
/* What the parts of the root-file-system planner share: the list and the command (rootfs.c), the walk through files
 * and folders (rootfs_walk.c), what programs need (rootfs_needs.c). */
#ifndef ROOTFS_PARTS_H
#define ROOTFS_PARTS_H

#include "rootfs.h"

struct root {
    const struct manifest *manifest;
    const struct vm *vm;
    struct diag *diag;
    struct plan *plan;
    struct place place;           /* of the entry of `root:` at work */
    struct strings missing;       /* libraries not found so far: name, who needs it, in turn */
    struct place *missing_places; /* the entry of `root:` of each */
    unsigned depth;               /* folders and links within each other now */
    bool lenient;                 /* at work within a folder: a tree may well hold programs that nobody will run here */
};

/* Adds the file, or the tree of the folder, that `path` names on this machine, under the same name, with the folders
 * and symbolic links on the way. False: it does not exist. */
bool root_add_host(struct root *root, const char *path);
/* Adds one file or tree of this machine at another place. */
void root_add_pair(struct root *root, const char *host, const char *guest);
void root_conflict(struct root *root, const char *path);

/* Adds what the file needs to run: interpreter and libraries. `guest`: where it will be; `program`: it may be
 * executed. */
void root_bring_needs(struct root *root, const char *file, const char *guest, bool program);
/* Reports the libraries that neither this machine nor an entry of `root:` has. */
void root_report_missing(struct root *root);

#endif
