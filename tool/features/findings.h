/* SPDX-License-Identifier: BSD-2-Clause */
/* Signs in programs of the features that they need. */
#ifndef FINDINGS_H
#define FINDINGS_H

#include "base/base.h"

struct finding {
    const char *feature;
    bool likely;      /* else: perhaps */
    char *by;         /* the library that the sign is in; "": the program itself */
    const char *verb; /* "calls" or "names" */
    char *thing;      /* a function or a path */
};

struct findings {
    struct finding *item;
    uint32_t count;
};

/* What a file of a program has. */
struct signs {
    struct strings calls; /* functions of the C library, or system calls by the names of these */
    struct strings paths; /* texts that begin with /proc/, /sys/ or /dev/ */
    struct strings types; /* names of file systems, as mount() takes them */
    bool imports;         /* the calls are imported: so they are all that there are */
};

/* Adds what the signs mean. by: the library that they are in; NULL: the program itself. */
void findings_add(struct findings *findings, const struct signs *signs, const char *by);
void findings_free(struct findings *findings);
void signs_free(struct signs *signs);

/* Returns hint number `index` as a feature's name; NULL: there are no more. For tests. */
const char *hint_feature(uint32_t index);

#endif
