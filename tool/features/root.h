/* SPDX-License-Identifier: BSD-2-Clause */
/* Finds programs and libraries below a folder that is their `/`. */
#ifndef FEATURES_ROOT_H
#define FEATURES_ROOT_H

#include "base/elf_file.h"

struct root_folder {
    const char *name; /* as the user wrote it; NULL: this machine's / */
    char *real;       /* its path; "" for this machine's / */
    int fd;
};

/* Opens the folder. Returns false with errno set after an error. */
bool root_open(struct root_folder *root, const char *name);
void root_close(struct root_folder *root);

/* Return the path on this machine of what the program sees there, with links resolved within the
 * root; NULL: it is not there. The caller frees it. */
char *root_find(const struct root_folder *root, const char *path);
/* The same for a program without a slash, as a shell finds it. */
char *root_find_program(const struct root_folder *root, const char *name);
/* The same for a library that `elf` needs, whose path on this machine is `user`. */
char *root_find_library(const struct root_folder *root, const char *name, const struct elf *elf,
                        const char *user);

#endif
