/* SPDX-License-Identifier: BSD-2-Clause */
/* What the parts of the root-file-system planner share: the list (rootfs.c), the walk through files
 * and folders (walk.c), each of them (put.c), what they need (needs.c,
 * libraries.c), what links lead to (links.c), what may come from elsewhere than the
 * entries of `root:` (outside.c), and the command (command.c). */
#ifndef ROOTFS_PARTS_H
#define ROOTFS_PARTS_H

#include <sys/stat.h>

#include "base/elf_file.h"
#include "rootfs.h"

/* A file or link of the plan that is still to be looked at for what it needs. */
struct root_need {
    char *guest;
    struct place place;
    bool lenient;
};

struct root {
    const struct manifest *manifest;
    const struct vm *vm;
    struct diag *diag;
    struct plan *plan;
    struct place place;      /* of the entry of `root:` at work */
    struct strings named;    /* the entries' real paths on this machine */
    struct root_need *needs; /* in the order in which they were found */
    uint32_t need_count;
    /* what the files at work are brought for; NULL: an entry of `root:` names them */
    const char *user;
    struct strings missing;       /* libraries not found so far: name, who needs it, in turn */
    struct place *missing_places; /* the entry of `root:` of each */
    unsigned depth;               /* folders and links within each other now */
    /* at work within a folder: a tree may well hold programs that will not be run here */
    bool lenient;
};

/* Adds the file, or the tree of the folder, that `path` names on this machine, under the same name,
 * with the folders and symbolic links on the way. False: it does not exist. */
bool root_add_host(struct root *root, const char *path);
/* Adds one file or tree of this machine at another place. */
void root_add_pair(struct root *root, const char *host, const char *guest);
/* Puts one file, folder, link or device node of this machine at `guest`; true if it was not there.
 */
bool root_put(struct root *root, const char *host, const char *guest, const struct stat *status);
void root_conflict(struct root *root, const char *path);
/* Whether the plan has a file at the path, or where links lead from there. */
bool root_has_file(const struct root *root, const char *path);
/* Checks that the root has the command of the VM, and brings what that needs. `place`: of the
 * command. */
void root_check_command(struct root *root, struct place place);

/* Adds what the file at `guest` needs to run: interpreter and libraries. */
void root_bring_needs(struct root *root, const char *guest);
/* The libraries among them. `file`: its path on this machine. */
void root_bring_libraries(struct root *root, const struct elf *elf, const char *file,
                          const char *guest);
/* Does so for all files that the plan has got since, and brings what links lead to, until nothing
 * is missing. All entries of `root:` have to be in the plan: what the VM has of its own goes before
 * what this machine has. */
void root_bring_all(struct root *root);
/* Reports the libraries that neither this machine nor an entry of `root:` has. */
void root_report_missing(struct root *root);

/* Brings what the link at `guest` leads to. */
void root_follow_link(struct root *root, const char *guest);

/* Whether an entry of `root:` names a real path of this machine, or a folder above it. */
bool root_named(const struct root *root, const char *real);
/* Whether all users of this machine may read the file, or enter the folder, and all folders above
 * it. */
bool root_public(const char *real, const struct stat *status);
/* Whether a file is a program or library: ELF for this machine, or an executable script. */
bool root_is_program(const char *real, const struct stat *status);
/* Whether a folder is a file system whose files the kernel makes as they are read, like /proc. */
bool root_made_folder(const char *folder, const struct stat *status);
/* The part of a path that is such a folder; NULL: none. To be freed. */
char *root_kernel_made(const char *path);
/* Brings the program or library `path` of this machine, which `user` needs as its `what`
 * ("interpreter", "library"). False: it does not exist, or must not be brought, which is reported:
 * *refused. */
bool root_bring(struct root *root, const char *path, const char *user, const char *what,
                bool *refused);

#endif
