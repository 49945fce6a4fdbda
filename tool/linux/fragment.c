/* SPDX-License-Identifier: BSD-2-Clause */
#include <stdlib.h>
#include <string.h>

#include "base/files.h"
#include "base/paths.h"
#include "build.h"
#include "job.h"

#define OPTION "CONFIG_"

/* Adds a line like "CONFIG_NET=y". */
static void add_option(const char *line, struct strings *options)
{
    size_t length = strcspn(line, "=");

    if (strncmp(line, OPTION, sizeof(OPTION) - 1) || !line[length])
        return;
    char *option = text("%.*s", (int)length, line);

    strings_add(options, option);
    free(option);
}

bool linux_feature(const char *name, char **about, struct strings *options)
{
    char *relative = text(LINUX_FEATURES "/%s" LINUX_SUFFIX, name), *path = path_source(relative);
    struct buffer contents = {0};
    bool good = file_read(path, &contents);

    if (good) {
        buffer_extend(&contents, 1);
        char *rest = contents.data, *line = strsep(&rest, "\n");

        *about = text("%s", line + strspn(line, "# "));
        while ((line = strsep(&rest, "\n")))
            add_option(line, options);
    } else {
        host_error("%s %s; set EVM_SOURCE to eVM's source folder", path, file_error());
    }
    buffer_free(&contents);
    free(relative);
    free(path);
    return good;
}
