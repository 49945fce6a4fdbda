/* SPDX-License-Identifier: BSD-2-Clause */
#include "sets.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#include "base/files.h"

bool sets_begin(char *folder)
{
    if (!mkdtemp(folder) || chdir(folder)) {
        perror(folder);
        return false;
    }
    rump_set(SOUND);
    rump_libraries("libraries");
    return setenv("EVM_BUILD", "libraries", 1) == 0;
}

void sets_end(const char *folder)
{
    if (chdir("/") == 0)
        file_remove(folder);
}

int make_set(void **state)
{
    (void)state;
    file_remove(FOLDER);
    rump_run("cp -r " SOUND " " FOLDER);
    return 0;
}

void assert_starts(const char *found, const char *expected)
{
    if (strncmp(found, expected, strlen(expected)))
        assert_string_equal(found, expected); /* cmocka prints both */
}
