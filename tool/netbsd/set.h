/* SPDX-License-Identifier: BSD-2-Clause */
/* A set of NetBSD's rump archives: a folder with librump.a and those of components.
 * docs/manifest.md says how users name components. */
#ifndef NETBSD_SET_H
#define NETBSD_SET_H

#include "archive.h"

#define NETBSD_INTERFACE 17 /* version of rumpuser(3) that the layer implements */

/* Libraries in the build folder that components are linked with: the C library for clients, the
 * hypercall layer and its dependencies, each before those that it needs. Ends with NULL. */
extern const char *const netbsd_libraries[];

struct netbsd_component {
    /* the short name that users write, "ffs"; `whole` if another component has that name, too */
    char *name;
    char *whole; /* "fs_ffs", of librumpfs_ffs.a; the base: "base" */
    char *path;
    char *lacks; /* a needed symbol that is defined nowhere, often a hypercall; NULL: none */
    struct netbsd_archive archive;
};

struct netbsd_set {
    struct netbsd_component *components; /* the base first, the others sorted by `whole` */
    uint32_t count;
    char *headers;        /* folder with rump/rump.h; NULL: there is none */
    unsigned interface;   /* 0: unknown */
    struct strings layer; /* symbols that the libraries define */
};

/* Opens a set: `folder`, its lib or its usr/lib has the archives. Returns false if the base does
 * not fit; *problem, which the caller frees, says why and what was expected. */
bool netbsd_set_open(const char *folder, struct netbsd_set *set, char **problem);
void netbsd_set_close(struct netbsd_set *set);

/* Returns the component of that name. *count: their number (unless it is 1, the result is NULL). */
struct netbsd_component *netbsd_set_find(const struct netbsd_set *set, const char *name,
                                         unsigned *count);

/* Returns true if `file`, a name without folders, is an archive of a set, and not one for shared
 * libraries or profiling. */
bool netbsd_set_archive(const char *file);

#endif
