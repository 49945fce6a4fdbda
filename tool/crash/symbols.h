/* SPDX-License-Identifier: BSD-2-Clause */
/* Functions, files and lines of a program's addresses, by the DWARF and the symbols in a file. */
#ifndef CRASH_SYMBOLS_H
#define CRASH_SYMBOLS_H

#include "base/base.h"

struct symbols;

/* A place in the source; its strings belong to the symbols. */
struct crash_place {
    const char *function; /* NULL: not known */
    uint64_t offset;      /* in it */
    const char *file;     /* NULL: not known */
    const char *folder;   /* where it is, if its path is relative; NULL: not known */
    int line;
};

/* Opens an ELF file, or one with debug information only. Returns NULL, and *problem: a phrase. */
struct symbols *symbols_open(const char *path, const char **problem);
void symbols_close(struct symbols *symbols);
/* Finds an address. */
struct crash_place symbols_find(const struct symbols *symbols, uint64_t address);

#endif
