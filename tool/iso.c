/* SPDX-License-Identifier: BSD-2-Clause */
#include "iso.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "files.h"
#include "image.h"
#include "shown.h"

#define KERNEL "/boot/kernel.elf"
#define IMAGE  "/boot/image.evm"
#define UEFI   "/usr/lib/grub/x86_64-efi" /* without it grub-mkrescue makes an image for BIOS only, and says nothing */

/* The image is a module, for which the boot loader finds room wherever that is: firmware often leaves little behind the
 * kernel. */
static const char configuration[] = "set timeout=0\n"
                                    "menuentry eVM {\n"
                                    "    multiboot2 " KERNEL "\n"
                                    "    module2 " IMAGE "\n"
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
        outcome = host_error("grub-mkrescue: %s; install grub-pc-bin, grub-efi-amd64-bin, grub-common, xorriso "
                             "and mtools",
                             strerror(errno));
    else if (status)
        outcome = host_error("grub-mkrescue failed:\n%.*s", (int)output.text.size, output.text.data);
    buffer_free(&output.text);
    return outcome;
}

static bool write_folder(const char *folder, struct buffer *bootable)
{
    char *kernel = text("%s" KERNEL, folder), *image = text("%s" IMAGE, folder);
    char *grub = text("%s/boot/grub/grub.cfg", folder);
    size_t split = image_split(bootable);
    bool good = file_make_folders(grub) && file_write(kernel, bootable->data, split, 0644) &&
                file_write(image, bootable->data + split, bootable->size - split, 0644) &&
                file_write(grub, configuration, strlen(configuration), 0644);

    free(kernel);
    free(image);
    free(grub);
    return good;
}

enum outcome iso_write(const char *path, struct buffer *bootable, bool verbose)
{
    const char *temporary = getenv("TMPDIR");
    char *folder = text("%s/evm-iso-XXXXXX", temporary ? temporary : "/tmp");
    enum outcome outcome;

    if (!mkdtemp(folder)) {
        outcome = host_error("%s: %s", folder, strerror(errno));
        free(folder);
        return outcome;
    }
    if (access(UEFI, R_OK))
        fprintf(stderr, "evm: %s will boot by BIOS only; install grub-efi-amd64-bin for UEFI\n", path);
    outcome = write_folder(folder, bootable) ? make_iso(path, folder, verbose)
                                             : host_error("%s: %s", folder, strerror(errno));
    file_remove(folder);
    free(folder);
    return outcome;
}
