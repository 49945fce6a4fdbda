/* SPDX-License-Identifier: BSD-2-Clause */
/* A program with the libraries that it loads at its start, and what these need. */
#ifndef FEATURES_PROGRAM_H
#define FEATURES_PROGRAM_H

#include "findings.h"
#include "root.h"

struct program {
    char *path;        /* on this machine */
    char *interpreter; /* of a script; NULL: it is none */
    bool dynamic;
    struct strings libraries; /* paths on this machine */
    struct strings unread;    /* "library X was not found" and the like */
    struct findings findings;
};

/* Reads a program at a path of this machine. If the file is no program, prints an error and returns
 * OUTCOME_MISTAKE. */
enum outcome program_read(struct program *program, const struct root_folder *root,
                          const char *path);
void program_free(struct program *program);

#endif
