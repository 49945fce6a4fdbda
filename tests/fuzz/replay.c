/* SPDX-License-Identifier: BSD-2-Clause */
/* Runs an entry of libFuzzer with each input of some folders, without libFuzzer. */
#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>

#include "records.h"

#define MOST (1 << 20)

static int replay(const char *folder, const char *name)
{
    static uint8_t input[MOST];
    char path[4096];

    snprintf(path, sizeof path, "%s/%s", folder, name);
    FILE *file = fopen(path, "rb");

    if (file == NULL)
        return 0;
    LLVMFuzzerTestOneInput(input, fread(input, 1, sizeof input, file));
    fclose(file);
    return 1;
}

int main(int argc, char *argv[])
{
    unsigned count = 0;

    for (int i = 1; i < argc; i++) {
        DIR *folder = opendir(argv[i]);
        const struct dirent *entry;

        while (folder != NULL && (entry = readdir(folder)) != NULL)
            if (entry->d_name[0] != '.')
                count += replay(argv[i], entry->d_name);
        if (folder != NULL)
            closedir(folder);
    }
    printf("%u inputs\n", count);
    return count == 0;
}
