/* SPDX-License-Identifier: BSD-2-Clause */
/* A set of NetBSD's rump archives: a folder with librump.a and those of components.
 * docs/manifest.md says how users name components. */
#ifndef NETBSD_SET_H
#define NETBSD_SET_H

#include "archive.h"

#define NETBSD_INTERFACE 17 /* version of rumpuser(3) that the layer is written for */

/* What components are linked with, in the build folder: the C library for clients, the hypercall
 * layer and what that needs; each finds what it needs in those behind it. Ends with NULL. */
extern const char *const netbsd_libraries[];

struct netbsd_component {
    /* the short one that users write: "ffs"; as `whole` where another component has it, too */
    char *name;
    char *whole; /* "fs_ffs", of librumpfs_ffs.a; the base: "base" */
    char *path;
    char *lacks; /* a symbol that it needs and nothing has, often a hypercall; NULL: none */
    struct netbsd_archive archive;
};

struct netbsd_set {
    struct netbsd_component *components; /* the base first, the others sorted by `whole` */
    uint32_t count;
    char *headers;        /* folder with rump/rump.h; NULL: there is none */
    unsigned interface;   /* 0: it cannot be told */
    struct strings layer; /* symbols that the libraries define */
};

/* Opens a set: `folder`, its lib or its usr/lib has the archives. Refuses one of which the base
 * does not fit: *problem says why and what was expected; to be freed. */
bool netbsd_set_open(const char *folder, struct netbsd_set *set, char **problem);
void netbsd_set_close(struct netbsd_set *set);

/* The component that users call so; *count: how many do (with 0 or several the result is NULL). */
struct netbsd_component *netbsd_set_find(const struct netbsd_set *set, const char *name,
                                         unsigned *count);

/* True if `file`, a name without folders, is an archive of a set: not one for shared libraries or
 * profiling. */
bool netbsd_set_archive(const char *file);

#endif
