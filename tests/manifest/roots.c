/* SPDX-License-Identifier: BSD-2-Clause */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/files.h"
#include "roots.h"

char folder[] = "/tmp/evm-rootfs-XXXXXX";

void put(const char *path, const char *contents, unsigned mode)
{
    assert_true(file_make_folders(path) && file_write(path, contents, strlen(contents), mode));
}

int roots_begin(void **state)
{
    (void)state;
    if (!mkdtemp(folder) || chdir(folder))
        return -1;
    put("www/index.html", "<p>hello\n", 0644);
    put("www/deep/er/note", "note\n", 0600);
    put("www/run.sh", "#!/bin/sh\necho hello\n", 0755);
    put("env.sh", "#!/usr/bin/env perl\n", 0755);
    put("data.sh", "#!/no/such/thing\n", 0644);
    put("init", "our init", 0755);
    return symlink("deep/er", "www/link") || symlink("gone", "www/dangling") ||
           symlink("loop", "www/loop");
}

int roots_end(void **state)
{
    (void)state;
    if (chdir("/"))
        return -1;
    file_remove(folder);
    return 0;
}

void load(const char *root, struct system *system, const char *messages)
{
    struct diag diag = {.file = "m.yaml"};
    char *manifest = text(
        "system: s\nvms:\n"
        "  web: {guest: linux, root: [%s], run: [/bin/sh, -c, a b], env: {A: 1, HOME: /x}}\n",
        root);
    char *found;
    size_t size;
    FILE *out = open_memstream(&found, &size);

    put("m.yaml", manifest, 0644);
    system_load(&diag, system);
    diag_print(&diag, out);
    diag_print_notes(&diag, out);
    fclose(out);
    assert_string_equal(found, messages);
    free(found);
    free(manifest);
    diag_free(&diag);
}

const struct plan_entry *entry_of(const struct system *system, const char *path)
{
    char *place = plan_resolve(&system->plans[0], path, false);
    const struct plan_entry *entry = plan_find(&system->plans[0], place);

    free(place);
    return entry;
}
