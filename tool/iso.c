/* SPDX-License-Identifier: BSD-2-Clause */
#include "iso.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "files.h"
#include "shown.h"

#define KERNEL "/boot/evm.elf"

static const char configuration[] = "set timeout=0\n"
                                    "menuentry eVM {\n"
                                    "    multiboot2 " KERNEL "\n"
                                    "}\n";

struct output { struct buffer text; bool verbose; };

static void keep_line(const char *line, void *argument)
{
    struct output *output = argument;

    buffer_format(&output->text, "%s\n", line);
    if (output->verbose) {
        show_word(stderr, 0, line);
        fputc('\n', stderr);
    }
}

static enum outcome make_iso(const char *path, char *folder, bool verbose)
{
    char *const argv[] = {"grub-mkrescue", "-o", (char *)path, folder, NULL};
    struct output output = {.verbose = verbose};
    enum outcome outcome = OUTCOME_OK;

    int status = run_program(argv, keep_line, &output);

    if (status < 0)
        outcome = host_error("grub-mkrescue: %s; install grub-pc-bin, grub-common, xorriso and mtools",
                             strerror(errno));
    else if (status)
        outcome = host_error("grub-mkrescue failed:\n%.*s", (int)output.text.size, output.text.data);
    buffer_free(&output.text);
    return outcome;
}

enum outcome iso_write(const char *path, const struct buffer *bootable, bool verbose)
{
    const char *temporary = getenv("TMPDIR");
    char *folder = text("%s/evm-iso-XXXXXX", temporary ? temporary : "/tmp");
    enum outcome outcome;

    if (!mkdtemp(folder)) {
        outcome = host_error("%s: %s", folder, strerror(errno));
        free(folder);
        return outcome;
    }
    char *kernel = text("%s" KERNEL, folder), *grub = text("%s/boot/grub/grub.cfg", folder);

    if (file_make_folders(grub) && file_write(kernel, bootable->data, bootable->size, 0644) &&
        file_write(grub, configuration, strlen(configuration), 0644))
        outcome = make_iso(path, folder, verbose);
    else
        outcome = host_error("%s: %s", folder, strerror(errno));
    file_remove(folder);
    free(kernel);
    free(grub);
    free(folder);
    return outcome;
}
