/* SPDX-License-Identifier: BSD-2-Clause */
/* Shared by the files that write a system to begin with. */
#ifndef INIT_FILES_H
#define INIT_FILES_H

#include <stdio.h>

#include "base/base.h"

struct new_vm {
    char *name;
    char *program; /* Linux: its absolute path; NULL: a shell that prints a line */
    struct strings features;
    bool native;
};

struct new_system {
    const char *folder;
    char *name;
    struct new_vm *vms;
    uint32_t count;
};

/* text.c */
void write_manifest(FILE *out, const struct new_system *system);

/* native.c */
/* Writes the sources of native VMs and a Makefile, and builds them. Prints errors. */
enum outcome make_native(const struct new_system *system);
/* Writes a file in the system's folder. Prints errors. */
enum outcome write_file(const struct new_system *system, const char *name, const char *contents,
                        size_t size);

#endif
