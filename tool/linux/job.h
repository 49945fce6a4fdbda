/* SPDX-License-Identifier: BSD-2-Clause */
/* What the parts of a guest kernel's build share: names in the cache (names.c), our headers
 * (headers.c), the source tree (source.c), configuration and make (make.c),
 * progress (progress.c), and the build as a whole (build.c). */
#ifndef LINUX_JOB_H
#define LINUX_JOB_H

#include <stdio.h>
#include <time.h>

#include "base/base.h"

#define LINUX_ARCHIVE  "/usr/src/linux-source-6.1.tar.xz"
#define LINUX_PACKAGE  "linux-source-6.1"
#define LINUX_OVERLAY  "guests/linux/overlay"
#define LINUX_FEATURES "guests/linux/features"
#define LINUX_SUFFIX   ".config"       /* of a feature's Kconfig fragment */
#define LINUX_BASE     "base"          /* the feature that every kernel has */
#define LINUX_HEADERS  "evm-interface" /* where our headers are copied to in the source tree */

struct job {
    struct strings features;       /* sorted, each once, base first */
    char *name;                    /* of them, for people */
    char *source, *build, *kernel; /* paths in the cache */
    char *log;
    FILE *log_file;
    unsigned compiled;
    bool verbose, terminal;
    time_t start;
};

/* The files of interface/ and lib/ that a kernel is made with, as paths in eVM's source, sorted.
 * False: errno. */
bool linux_headers(struct strings *headers);

/* All below that return bool print what is wrong before they return false. */

void job_name_features(struct job *job, const struct strings *features);
/* Sets the paths, by what the kernel would be made from now. */
bool job_name_paths(struct job *job);
void job_free(struct job *job);

/* Unpacks the distribution's source, unless it is there and sound. */
bool job_unpack(struct job *job);
/* Brings the overlay in it up to date. */
bool job_prepare_source(struct job *job);

/* Makes the build folder, if it is not there or not sound: a copy of the latest one of another set
 * of features. */
bool job_seed(struct job *job);
/* Configures and makes the kernel, and puts it into the cache. */
bool job_make(struct job *job);

/* Shows a line of progress. On a terminal each replaces the one before, but for the last. */
void job_show(const struct job *job, const char *what, bool last);
/* Runs a program of the build, its output to the log. Prints nothing if the program itself fails:
 * the log tells. */
bool job_step(struct job *job, char *const argv[]);

#endif
