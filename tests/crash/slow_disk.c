/* SPDX-License-Identifier: BSD-2-Clause */
/* Preloaded into QEMU: each flush of a disk takes a second longer, and is counted by a byte at the
 * end of the file $FLUSHES. */
#include <dlfcn.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#define SECONDS 1

int fdatasync(int fd)
{
    int (*function)(int) = dlsym(RTLD_NEXT, __func__);
    FILE *file = fopen(getenv("FLUSHES"), "a");

    if (file) {
        fputc('.', file);
        fclose(file);
    }
    sleep(SECONDS);
    return function(fd);
}
