/* SPDX-License-Identifier: BSD-2-Clause */
/* `evm crash`: crash records of a system, from the disk that its manifest names. */
#ifndef CRASH_H
#define CRASH_H

#include "base/base.h"

struct crash_options {
    uint64_t number; /* of a record; 0: none */
    bool last;       /* the newest record */
    bool gdb;        /* opens it in gdb */
    bool json;       /* prints JSON */
    bool verbose;
};

/* file: a manifest, or a disk's image. Lists the records, or shows one. If the manifest's system
 * cannot be made now, prints why, and shows everything that needs no symbols. */
enum outcome crash_run(const char *file, const struct crash_options *options);

#endif
