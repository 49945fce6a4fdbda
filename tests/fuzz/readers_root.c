/* SPDX-License-Identifier: BSD-2-Clause */
/* A root file system with a supplier's file: a program, or a script, whose needs the tool looks for
 * on this machine. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "base/files.h"
#include "fuzz.h"
#include "system/system.h"

#define VENDOR "vendor/file"

static const char manifest[] =
    "system: s\nvms:\n  a: {guest: linux, root: [\"vendor:/vendor\", \"" VENDOR
    ":/file\"], run: /file}\n";
static const char *const scripts[] = {
    "#!/bin/sh\n",      "#! /usr/bin/env -S dash -e\n",
    "#!/vendor/file\n", "#!/usr/bin/env dash x\n",
    "#!vendor/file -x",
};

void prepare_root(struct seeds *seeds)
{
    static const char *const programs[] = {"needy.elf", "static.elf", "/bin/dash"};

    for (unsigned i = 0; i < COUNT(programs); i++) {
        struct buffer program = {0};

        if (!file_read(programs[i], &program))
            exit(host_error("%s: %s", programs[i], file_error()));
        seeds_add(seeds, program.data, program.size);
        buffer_free(&program);
    }
    for (unsigned i = 0; i < COUNT(scripts); i++)
        seeds_add(seeds, scripts[i], strlen(scripts[i]));
    if (!file_make_folders("guests/linux/features/") ||
        !file_write("guests/linux/features/base.config", "", 0, 0644) ||
        !file_make_folders(VENDOR) || !file_write("root.yaml", manifest, strlen(manifest), 0644))
        exit(host_error(VENDOR ": %s", file_error()));
}

void read_root(const struct buffer *input)
{
    struct diag diag = {.file = "root.yaml"};
    struct system system = {0};

    if (!file_write(VENDOR, input->data, input->size, 0755))
        exit(host_error(VENDOR ": %s", file_error()));
    system_load(&diag, &system);
    diag_print(&diag, stderr);
    diag_print_notes(&diag, stderr);
    system_free(&system);
    diag_free(&diag);
}
