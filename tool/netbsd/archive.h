/* SPDX-License-Identifier: BSD-2-Clause */
/* One archive of objects (librump*.a, or a library that is linked with them): what is in it, as far
 * as linking it into a VM depends on that. */
#ifndef NETBSD_ARCHIVE_H
#define NETBSD_ARCHIVE_H

#include "base/base.h"

#define NETBSD_INIT "rumpuser_init" /* the hypercall that is given the version of the interface */

/* In rising order: of the same symbol in several objects the highest counts. */
enum symbol_kind { SYMBOL_NEEDED, SYMBOL_WEAK, SYMBOL_COMMON, SYMBOL_DEFINED };

struct symbol {
    char *name;
    enum symbol_kind kind;
    uint64_t size;
};

struct netbsd_archive {
    struct symbol *symbols; /* global ones, each once, sorted by name */
    unsigned symbol_count;
    uint64_t text, data, bss;
    bool position_independent, thread_local_data;
    unsigned interface; /* version that it passes to rumpuser_init(); 0 = it cannot be told */
    char *version;      /* of NetBSD, like "NetBSD 9.3 (RUMP-ROAST)"; NULL: it does not say */
};

/* Reads an archive. False: *problem says what is wrong and what was expected, beginning with the
 * path; to be freed. */
bool netbsd_archive_read(const char *path, struct netbsd_archive *info, char **problem);
void netbsd_archive_free(struct netbsd_archive *info);

/* NULL: there is none of that name. */
const struct symbol *netbsd_archive_symbol(const struct netbsd_archive *info, const char *name);

/* The symbols that an archive defines, by its index; its objects are not looked at and may lie in
 * files of their own (a thin archive, as Meson makes them). False: it cannot be read, or has no
 * index. */
bool netbsd_archive_index(const char *path, struct strings *symbols);

#endif
