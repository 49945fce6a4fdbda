/* SPDX-License-Identifier: BSD-2-Clause */
#include "sets.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "base/files.h"

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
        assert_string_equal(found, expected); /* shows both */
}
