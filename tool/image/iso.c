/* SPDX-License-Identifier: BSD-2-Clause */
#include "iso.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/files.h"
#include "base/output.h"
#include "base/program.h"
#include "base/shown.h"
#include "base/temporary.h"
#include "image.h"
#include "target.h"

#define ISO      "iso" /* in the temporary folder */
#define CONTENTS "contents"

#define KERNEL "/boot/kernel.elf"
#define IMAGE  "/boot/image.evm"

/* The image is a module, which the boot loader may put anywhere: firmware often leaves little room
 * behind the kernel. */
static const char configuration[] = "set timeout=0\n"
                                    "menuentry eVM {\n"
                                    "    multiboot2 " KERNEL "\n"
                                    "    module2 " IMAGE "\n"
                                    "}\n";

struct output {
    struct buffer text;
    bool verbose;
};

static void keep_line(const char *line, void *argument)
{
    struct output *output = argument;

    buffer_format(&output->text, "%s\n", line);
    if (output->verbose) {
        show_word(stderr, 0, line);
        fputc('\n', stderr);
    }
}

/* Runs GRUB's tool in the folder, which it reaches by a descriptor: so it sees no path of the user,
 * which could have a meaning for it or the programs that it runs ("a=b"). */
static enum outcome make_iso(const char *folder, bool verbose)
{
    int fd = open(folder, O_PATH | O_DIRECTORY); /* which they inherit */
    char *plain = text("/proc/self/fd/%d", fd), *iso = text("%s/" ISO, plain),
         *contents = text("%s/" CONTENTS, plain);
    char *const argv[] = {"grub-mkrescue", "-o", iso, contents, NULL};
    struct output output = {.verbose = verbose};
    enum outcome outcome = OUTCOME_OK;

    setenv("TMPDIR", plain, 1); /* grub-mkrescue leaves files there when a signal ends it */
    int status = run_program(argv, keep_line, &output);

    if (fd >= 0)
        close(fd);
    free(plain);
    free(iso);
    free(contents);
    if (status < 0)
        outcome = host_error("grub-mkrescue: %s; install " TARGET_GRUB_PACKAGES
                             ", grub-common, xorriso and mtools",
                             strerror(errno));
    else if (status)
        outcome = host_error("grub-mkrescue, which works in %s ($TMPDIR), failed:\n%.*s", folder,
                             (int)output.text.size, output.text.size ? output.text.data : "");
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
    char *folder = temporary_folder(NULL, "evm-iso");
    enum outcome outcome;

    if (!folder)
        return OUTCOME_HOST;
    char *contents = text("%s/" CONTENTS, folder), *iso = text("%s/" ISO, folder);

    if (access(TARGET_GRUB_UEFI, R_OK))
        fputs("evm: the ISO image boots by BIOS only; install " TARGET_GRUB_UEFI_PACKAGE
              " for UEFI\n",
              stderr);
    outcome = write_folder(contents, bootable) ? make_iso(folder, verbose)
                                               : host_error("%s: %s", folder, strerror(errno));
    if (!outcome && !file_copy(iso, path, output_mode()))
        outcome = host_error("%s: %s", path, file_error());
    temporary_remove(folder);
    free(contents);
    free(iso);
    return outcome;
}
