/* SPDX-License-Identifier: BSD-2-Clause */
#include "base/program.h"
#include "base/ending.h"
#include "base/files.h"
#include "disk_image.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define MKE2FS "/sbin/mke2fs" /* not on every user's PATH */

static void keep_line(const char *line, void *argument)
{
    buffer_format(argument, "\n%s", line);
}

/* Makes the file system. Root owns its root folder, as in VMs. */
static enum outcome put_file_system(const struct disk *disk, const char *path)
{
    char *const command[] = {MKE2FS,
                             "-q",
                             "-F",
                             "-t",
                             disk->fs,
                             "-E",
                             "root_owner=0:0",
                             (char *)path,
                             disk->files_path ? "-d" : NULL,
                             disk->files_path,
                             NULL};
    struct buffer said = {0};
    int status = run_program(command, keep_line, &said);
    enum outcome outcome = OUTCOME_OK;

    if (status < 0)
        outcome = host_error("disk '%s': " MKE2FS ": %s; install e2fsprogs", disk->name,
                             strerror(errno));
    else if (status)
        outcome = host_error("disk '%s': " MKE2FS " ended with status %d:%.*s", disk->name, status,
                             (int)said.size, said.size ? said.data : "");
    buffer_free(&said);
    return outcome;
}

/* Links the image to its place: unlike a rename, this keeps a file that another process has made
 * meanwhile. */
static enum outcome put_in_place(const struct disk *disk, const char *path)
{
    if (!link(path, disk->path) || errno == EEXIST)
        return OUTCOME_OK;
    return host_error("disk '%s': %s: %s", disk->name, disk->path, strerror(errno));
}

enum outcome disk_image_make(const struct disk *disk)
{
    if (!access(disk->path, F_OK))
        return OUTCOME_OK;
    char *path = text("%s.XXXXXX", disk->path);
    int fd = file_temporary(path);
    enum outcome outcome = OUTCOME_OK;

    if (fd < 0 || ftruncate(fd, disk->bytes))
        outcome = host_error("disk '%s': %s cannot be made: %s; expected a path in a folder that "
                             "is there, can be written and has room",
                             disk->name, disk->path, strerror(errno));
    if (!outcome && disk->fs)
        outcome = put_file_system(disk, path);
    if (!outcome)
        outcome = put_in_place(disk, path);
    if (fd >= 0) {
        close(fd);
        unlink(path);
        ending_forget(path);
    }
    free(path);
    return outcome;
}
