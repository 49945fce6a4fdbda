/* SPDX-License-Identifier: BSD-2-Clause */
/* The list of what a root file system will hold, sorted by path: names and sources only, nothing is
 * read or copied yet. */
#ifndef PLAN_H
#define PLAN_H

#include <sys/types.h>

#include "base/base.h"

#define PLAN_NO_TIME (-1)

struct plan_entry {
    char *path;   /* in the guest: absolute, no symbolic link in its folders */
    char *source; /* file: path on this machine, NULL = `made`; link: target */
    mode_t mode;  /* type and permissions */
    dev_t device;
    uid_t uid;
    gid_t gid;
    time_t time;        /* PLAN_NO_TIME: that of the newest entry */
    uint64_t bytes;     /* of a file */
    struct buffer made; /* contents of a file that the tool makes */
    /* of a file of this machine that has several names there: which one it is; */
    dev_t host_device;
    ino_t host_inode; /* 0: it has one name */
    /* its names in the plan, set by plan_join_links(), as the next two; 0: it is alone */
    uint32_t links;
    uint32_t first; /* index of the first of these names */
    bool carried;   /* another name, the last one, carries the contents */
    /* what needs it, if it is of this machine and no entry of `root:` names it; else NULL */
    char *user;
    bool moved;   /* has another path on this machine */
    bool walked;  /* a folder whose contents are in the plan */
    bool lenient; /* a file of a folder, or of its needs: what it lacks was not reported */
};

struct plan {
    struct plan_entry *entries;
    uint32_t count;
};

struct plan_entry *plan_find(const struct plan *plan, const char *path);

/* Adds an entry, which the plan then owns, and the folders above it. NULL: another thing is at that
 * path already; the entry is freed. Adding a folder, or the same file from the same source, again
 * is no conflict. *added: it was not there. */
struct plan_entry *plan_add(struct plan *plan, struct plan_entry entry, bool *added);

/* Frees what an entry has; for one that is not added. */
void plan_entry_free(struct plan_entry *entry);

/* Finds the entries that are names of one file. To be called again when something was added. */
void plan_join_links(struct plan *plan);

/* `path` with the links that the plan has in its folders (and, if `last`, at its end) resolved. To
 * be freed. */
char *plan_resolve(const struct plan *plan, const char *path, bool last);

void plan_free(struct plan *plan);

#endif
