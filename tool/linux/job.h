/* SPDX-License-Identifier: BSD-2-Clause */
/* Shared by the parts of a guest kernel's build: names in the cache (names.c), our headers
 * (headers.c), the source tree (source.c), what a build begins with (seed.c), configuration and
 * make (make.c), progress (progress.c), and the whole build (build.c). */
#ifndef LINUX_JOB_H
#define LINUX_JOB_H

#include <stdio.h>
#include <time.h>

#include "base/base.h"
#include "build.h"

#define LINUX_ARCHIVE  "/usr/src/linux-source-6.1.tar.xz"
#define LINUX_PACKAGE  "linux-source-6.1"
#define LINUX_OVERLAY  "guests/linux/overlay"
#define LINUX_FEATURES "guests/linux/features"
#define LINUX_SUFFIX   ".config"             /* of a feature's Kconfig fragment */
#define LINUX_FRAGMENT "evm-features.config" /* in a build folder: the fragment that made it */
#define LINUX_BASE     "base"                /* the feature that every kernel has */
#define LINUX_HEADERS  "evm-interface"       /* folder of our headers in the source tree */

/* Makes lines and functions known to `evm crash`; changes no code. The paths of source and build
 * are replaced, so that the kernel's build id does not depend on where the cache is. */
#define LINUX_DEBUG "-g1 -fdebug-prefix-map=%s=" LINUX_FOLDER " -fdebug-prefix-map=%s=" LINUX_FOLDER

struct job {
    struct strings features;       /* sorted, each once, base first */
    char *name;                    /* of the features, for messages */
    char *source, *build, *kernel; /* paths in the cache */
    char *debug;                   /* the same: the kernel's debug information */
    char *place;                   /* the same: the folder of any build while it runs */
    struct buffer fragment;        /* of Kconfig, for all features */
    char *log;
    FILE *log_file;
    unsigned compiled;
    bool verbose, terminal;
    time_t start;
};

/* Lists the files of interface/ and lib/ that a kernel includes, as sorted paths in eVM's source.
 * Returns false with errno set after an error. */
bool linux_headers(struct strings *headers);
/* Returns such a file's path in the folder LINUX_HEADERS, by which the overlay includes it. */
const char *linux_place(const char *header);

/* All functions below print an error before they return false. */

void job_name_features(struct job *job, const struct strings *features);
/* Sets the paths by hashes of the kernel's current inputs. */
bool job_name_paths(struct job *job);
void job_free(struct job *job);

/* Unpacks the distribution's source, unless it is there and unchanged. */
bool job_unpack(struct job *job);
/* Brings the overlay in it up to date. */
bool job_prepare_source(struct job *job);

/* Joins the Kconfig fragments of all features into the job's. */
bool job_fragment(struct job *job);
/* Makes the build folder, unless it is there and unchanged, as a copy of the one with the closest
 * set of features. */
bool job_seed(struct job *job);
/* Configures and makes the kernel, and puts it into the cache. */
bool job_make(struct job *job);

/* Shows a line of progress. On a terminal each line replaces the one before; the last one stays. */
void job_show(const struct job *job, const char *what, bool last);
/* Runs a program of the build, with output to the log. Prints nothing if the program itself fails,
 * since the log has its messages. */
bool job_step(struct job *job, char *const argv[]);

#endif
