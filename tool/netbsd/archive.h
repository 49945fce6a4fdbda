/* SPDX-License-Identifier: BSD-2-Clause */
/* An archive of objects (librump*.a, or a library that is linked with them): its contents, as far
 * as linking it into a VM depends on them. */
#ifndef NETBSD_ARCHIVE_H
#define NETBSD_ARCHIVE_H

#include "base/base.h"

#define NETBSD_INIT "rumpuser_init" /* hypercall whose argument is the interface's version */

/* In rising order: the highest kind counts if several objects have the symbol. */
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
    unsigned interface; /* version that it passes to rumpuser_init(); 0 = unknown */
    char *version;      /* of NetBSD, like "NetBSD 9.3 (RUMP-ROAST)"; NULL: unknown */
};

/* Reads an archive. Returns false after an error; *problem, which the caller frees, begins with the
 * path and says what is wrong and what was expected. */
bool netbsd_archive_read(const char *path, struct netbsd_archive *info, char **problem);
void netbsd_archive_free(struct netbsd_archive *info);

/* Returns the symbol of that name, or NULL. */
const struct symbol *netbsd_archive_symbol(const struct netbsd_archive *info, const char *name);

/* Lists the symbols that an archive defines, by its index. Does not read its objects, which may be
 * separate files (a thin archive, as Meson makes them). Returns false if the archive is unreadable
 * or has no index. */
bool netbsd_archive_index(const char *path, struct strings *symbols);

#endif
