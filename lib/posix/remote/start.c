/* SPDX-License-Identifier: BSD-2-Clause */
/* Calls main() with the component's name and the manifest's arguments (the blob "args", separated
 * by NUL). */
#include <cos/start.h>
#include <cos/string.h>
#include <stdio.h>
#include <stdlib.h>

#define ARGUMENTS 64

int main(int count, char **arguments);

_Noreturn void posix_start(struct cos_start *start);

static char *arguments[ARGUMENTS + 1];

_Noreturn void posix_start(struct cos_start *start)
{
    int count = 0;

    arguments[count++] = start->name;
    for (uint32_t i = 0; i < start->blob_count; i++) {
        char *at = (char *)start->blobs[i].address, *end = at + start->blobs[i].bytes;

        if (strcmp(start->blobs[i].name, "args") != 0)
            continue;
        for (; at < end && strnlen(at, (size_t)(end - at)) < (size_t)(end - at);
             at += strlen(at) + 1) {
            if (count == ARGUMENTS) {
                fprintf(stderr, "too many arguments; a program can get at most %d\n",
                        ARGUMENTS - 1);
                exit(EXIT_FAILURE);
            }
            arguments[count++] = at;
        }
    }
    exit(main(count, arguments));
}
