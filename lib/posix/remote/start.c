/* SPDX-License-Identifier: BSD-2-Clause */
/* Calls main() with the component's name and the manifest's arguments (EVM_BLOB_ARGS). */
#include <cos/blob.h>
#include <evm/blobs.h>
#include <stdio.h>
#include <stdlib.h>

#define ARGUMENTS 64

int main(int count, char **arguments);

_Noreturn void posix_start(struct cos_start *start);

static char *arguments[ARGUMENTS + 1];

_Noreturn void posix_start(struct cos_start *start)
{
    const struct cos_blob *blob = cos_blob_find(start, EVM_BLOB_ARGS);
    const char *text = NULL;
    int count = 0;

    arguments[count++] = start->name;
    while ((text = cos_blob_text(blob, text)) != NULL) {
        if (count == ARGUMENTS) {
            fprintf(stderr, "too many arguments; a program can get at most %d\n", ARGUMENTS - 1);
            exit(EXIT_FAILURE);
        }
        arguments[count++] = (char *)text;
    }
    exit(main(count, arguments));
}
