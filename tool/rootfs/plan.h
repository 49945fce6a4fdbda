/* SPDX-License-Identifier: BSD-2-Clause */
/* The planned contents of a root file system, sorted by path: names and sources only, as no file is
 * read or copied yet. */
#ifndef PLAN_H
#define PLAN_H

#include <sys/types.h>

#include "base/base.h"

#define PLAN_NO_TIME (-1)

struct plan_entry {
    char *path;   /* in the guest: absolute, no symbolic link in its folders */
    char *source; /* of a file: path on this machine, or NULL: `made`; of a link: target */
    mode_t mode;  /* type and permissions */
    dev_t device;
    uid_t uid;
    gid_t gid;
    time_t time;        /* PLAN_NO_TIME: the newest entry's */
    uint64_t bytes;     /* of a file */
    struct buffer made; /* contents of a file that the tool makes */
    /* identity of a file of this machine that has several names there; */
    dev_t host_device;
    ino_t host_inode; /* 0: it has one name */
    /* number of its names in the plan, 0: one; plan_join_links() sets this and the next two */
    uint32_t links;
    uint32_t first; /* index of the first of these names */
    bool carried;   /* the last of these names, another one, carries the contents */
    /* the file that needs it, if no entry of `root:` names it; else NULL */
    char *user;
    bool moved;   /* has another path on this machine */
    bool walked;  /* a folder whose contents are in the plan */
    bool lenient; /* a file of a folder, or a dependency of one: missing files were not reported */
};

struct plan {
    struct plan_entry *entries;
    uint32_t count;
};

struct plan_entry *plan_find(const struct plan *plan, const char *path);

/* Adds an entry, which the plan then owns, and the folders above it. Returns NULL, and frees the
 * entry, if a different one has that path; a folder, or the same file from the same source, is no
 * conflict. *added: it was not there. */
struct plan_entry *plan_add(struct plan *plan, struct plan_entry entry, bool *added);

/* Frees the members of an entry that is not added. */
void plan_entry_free(struct plan_entry *entry);

/* Finds the entries that are names of one file. Call it again after adding entries. */
void plan_join_links(struct plan *plan);

/* Returns `path` with the plan's links in its folders (and, if `last`, at its end) resolved. The
 * caller frees it. */
char *plan_resolve(const struct plan *plan, const char *path, bool last);

void plan_free(struct plan *plan);

#endif
