/* SPDX-License-Identifier: BSD-2-Clause */
/* Shared by the parts of the root-file-system planner: the list (rootfs.c), the walk through files
 * and folders (walk.c), single files (put.c), their dependencies (needs.c, libraries.c), targets of
 * links (links.c), files that no entry of `root:` names (outside.c), the command (command.c). */
#ifndef ROOTFS_PARTS_H
#define ROOTFS_PARTS_H

#include <sys/stat.h>

#include "base/elf_file.h"
#include "rootfs.h"

/* A file or link of the plan whose dependencies have not been added yet. */
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
    /* file that needs the files at hand; NULL: an entry of `root:` names them */
    const char *user;
    struct strings missing;       /* libraries not found so far: pairs of name and user */
    struct place *missing_places; /* the entry of `root:` of each */
    unsigned depth;               /* nested folders and links now */
    /* the files at hand are in a folder, which may hold programs that never run in the VM */
    bool lenient;
};

/* Adds the file or the folder's tree at `path` of this machine, under the same name, with the
 * folders and symbolic links on the way. Returns false if it does not exist. */
bool root_add_host(struct root *root, const char *path);
/* Adds one file or tree of this machine at another place. */
void root_add_pair(struct root *root, const char *host, const char *guest);
/* Adds one file, folder, link or device node of this machine at `guest`. Returns true if it was not
 * there. */
bool root_put(struct root *root, const char *host, const char *guest, const struct stat *status);
void root_conflict(struct root *root, const char *path);
/* Returns true if the path leads to a file of the plan, with links resolved. */
bool root_has_file(const struct root *root, const char *path);
/* Checks that the root has the command of the VM, and adds the command's dependencies. `place`: of
 * the command. */
void root_check_command(struct root *root, struct place place);

/* Adds the dependencies of the file at `guest`: interpreter and libraries. */
void root_bring_needs(struct root *root, const char *guest);
/* Adds its libraries. `file`: its path on this machine. */
void root_bring_libraries(struct root *root, const struct elf *elf, const char *file,
                          const char *guest);
/* Adds the dependencies of all new files of the plan, and the targets of links, until none is
 * missing. All entries of `root:` must be in the plan before, since the VM's own files come before
 * those of this machine. */
void root_bring_all(struct root *root);
/* Reports the libraries that neither this machine nor an entry of `root:` has. */
void root_report_missing(struct root *root);

/* Adds the target of the link at `guest`. */
void root_follow_link(struct root *root, const char *guest);

/* Returns true if an entry of `root:` names a real path of this machine, or a folder above it. */
bool root_named(const struct root *root, const char *real);
/* Returns true if all users of this machine may read the file, or enter the folder, and all folders
 * above it. */
bool root_public(const char *real, const struct stat *status);
/* Returns true for a program or library: ELF for this machine, or an executable script. */
bool root_is_program(const char *real, const struct stat *status);
/* Returns true if the kernel makes the files of a folder as they are read, as in /proc. */
bool root_made_folder(const char *folder, const struct stat *status);
/* Returns the part of a path that is such a folder, or NULL. The caller frees it. */
char *root_kernel_made(const char *path);
/* Adds the program or library `path` of this machine, which `user` needs as its `what`
 * ("interpreter", "library"). Returns false if it does not exist or must not be included; it
 * reports the latter and sets *refused. */
bool root_bring(struct root *root, const char *path, const char *user, const char *what,
                bool *refused);

#endif
