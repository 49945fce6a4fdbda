/* SPDX-License-Identifier: BSD-2-Clause */
/* The list of what a root file system will hold, sorted by path: names and sources only, nothing is read or copied
 * yet. */
#ifndef PLAN_H
#define PLAN_H

#include <sys/types.h>

#include "base.h"

struct plan_entry {
    char *path;   /* in the guest: absolute, no symbolic link in its folders */
    char *source; /* file: path on this machine, NULL = `made`; link: target */
    mode_t mode;  /* type and permissions */
    dev_t device;
    time_t time;
    uint64_t bytes;     /* of a file */
    struct buffer made; /* contents of a file that the tool makes */
    bool walked;        /* a folder whose contents are in the plan */
    bool lenient;       /* a file of a folder, or of its needs: what it lacks was not reported */
};

struct plan {
    struct plan_entry *entries;
    uint32_t count;
};

struct plan_entry *plan_find(const struct plan *plan, const char *path);

/* Adds an entry, which the plan then owns, and the folders above it. NULL: another thing is at that path already;
 * the entry is freed. Adding a folder, or the same file from the same source, again is no conflict. *added: it was
 * not there. */
struct plan_entry *plan_add(struct plan *plan, struct plan_entry entry, bool *added);

/* `path` with the links that the plan has in its folders (and, if `last`, at its end) resolved. To be freed. */
char *plan_resolve(const struct plan *plan, const char *path, bool last);

/* What plan_resolve() does, without a plan: removes "//", "/." and "/..". To be freed. */
char *plan_clean(const char *path);

void plan_free(struct plan *plan);

#endif
