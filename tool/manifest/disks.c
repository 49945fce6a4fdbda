/* SPDX-License-Identifier: BSD-2-Clause */
/* The system's disks, and their use by VMs. */
#include <block.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include <cos/abi.h>
#include <cos/start.h>

#include "base/paths.h"
#include "base/words.h"
#include "check.h"

#define FILE_SYSTEM "ext4"
/* most users of a disk: a driver has 32 buffers for each, and its device fewer for all */
#define USERS 32

static struct place disk_place(const struct check *check, const struct disk *disk, const char *key)
{
    return manifest_item_place(check->manifest, "disks", disk - check->manifest->disks, key, -1);
}

/* Returns true if the manifest has a size, even a wrong one. */
static bool has_size(const struct check *check, const struct disk *disk)
{
    return manifest_said(check->manifest, "disks", disk - check->manifest->disks, "size");
}

/* Returns what is wrong with the existing image, or with its absence; or NULL. */
static const char *image_problem(const struct check *check, struct disk *disk)
{
    struct stat status;

    if (stat(disk->path, &status)) {
        if (errno != ENOENT)
            return "cannot be reached; expected the path of a disk image";
        if (disk->readonly)
            return "does not exist; expected an image that does, since the disk is read-only";
        return has_size(check, disk)
                   ? NULL
                   : "does not exist; expected that, or 'size', of which one is made";
    }
    if (!S_ISREG(status.st_mode))
        return "is not a file; expected the image of a disk";
    if (!status.st_size || status.st_size % BLOCK_SECTOR)
        return "is not a number of sectors of 512 bytes above 0; expected the image of a disk";
    if (disk->bytes && disk->bytes != (uint64_t)status.st_size)
        return "has another size, and is never changed; expected what 'size' says";
    disk->bytes = status.st_size;
    return NULL;
}

/* Returns true if two paths lead to the same file; either both files exist, or none. */
static bool same_file(const char *one, const char *other)
{
    struct stat first, second;

    if (!stat(one, &first) && !stat(other, &second))
        return first.st_dev == second.st_dev && first.st_ino == second.st_ino;
    char *clean = path_clean(one), *clean_other = path_clean(other);
    bool same = !strcmp(clean, clean_other);

    free(clean);
    free(clean_other);
    return same;
}

static void check_image(const struct check *check, struct disk *disk)
{
    const struct disk *first = check->manifest->disks;

    disk->path = manifest_path(check->manifest, disk->image);
    const char *problem = image_problem(check, disk);

    if (problem)
        diag_add(check->diag, disk_place(check, disk, "image"), "disk '%s': key 'image': '%s' %s",
                 disk->name, disk->path, problem);
    while (first < disk &&
           ((first->readonly && disk->readonly) || !same_file(first->path, disk->path)))
        first++;
    if (first < disk)
        diag_add(check->diag, disk_place(check, disk, "image"),
                 "disk '%s': key 'image': '%s' is wrong; expected a file that no other disk has, "
                 "'%s' has it",
                 disk->name, disk->image, first->name);
}

static void check_file_system(const struct check *check, const struct disk *disk)
{
    if (disk->fs && strcmp(disk->fs, FILE_SYSTEM))
        diag_add(check->diag, disk_place(check, disk, "fs"),
                 "disk '%s': key 'fs': '%s' is unknown; expected " FILE_SYSTEM, disk->name,
                 disk->fs);
    else if (disk->fs && !has_size(check, disk))
        diag_add(check->diag, disk_place(check, disk, "fs"),
                 "disk '%s': key 'fs': no image can be made with it; add 'size', or remove it",
                 disk->name);
}

static void check_files(const struct check *check, struct disk *disk)
{
    struct stat status;

    if (!disk->files)
        return;
    disk->files_path = manifest_path(check->manifest, disk->files);
    if (!disk->fs)
        diag_add(check->diag, disk_place(check, disk, "files"),
                 "disk '%s': key 'files': a new image has no file system for them; add "
                 "'fs: " FILE_SYSTEM "', or remove it",
                 disk->name);
    if (stat(disk->files_path, &status) || !S_ISDIR(status.st_mode))
        diag_add(check->diag, disk_place(check, disk, "files"),
                 "disk '%s': key 'files': '%s' is no folder; expected one, whose contents a new "
                 "image gets",
                 disk->name, disk->files_path);
}

static void check_driver(const struct check *check, struct disk *disk)
{
    struct lending lending = {"disks", disk - check->manifest->disks, "disk", disk->name,
                              disk->driver};
    uint32_t lender = find_lender(check, &lending);

    if (!lender)
        return;
    if (check->manifest->vms[lender - 1].lends_disk)
        diag_add(check->diag, disk_place(check, disk, "driver"),
                 "disk '%s': key 'driver': '%s' is wrong; expected a VM that drives no other disk",
                 disk->name, disk->driver);
    check->manifest->vms[lender - 1].lends_disk = true;
    disk->lender = lender;
}

void check_system_disks(struct check *check)
{
    for (uint32_t i = 0; i < check->manifest->disk_count; i++) {
        struct disk *disk = &check->manifest->disks[i];
        char *where = text("disk '%s': ", disk->name);

        check_part_name(check, disk_place(check, disk, "name"), "disk", disk->name);
        check_file_system(check, disk);
        check_files(check, disk);
        check_image(check, disk);
        if (disk->driver)
            check_driver(check, disk);
        disk->restart.policy = service_restart;
        check_restart(check, &(struct item){"disks", i, where}, &disk->restart);
        free(where);
    }
    find_shared_disks(check->manifest);
}

struct disk *disk_or_near(const struct manifest *manifest, const char *name, const char **near)
{
    const char **names = need((manifest->disk_count + 1) * sizeof(*names));
    struct disk *found = NULL;

    for (uint32_t i = 0; i < manifest->disk_count; i++) {
        names[i] = manifest->disks[i].name;
        if (!strcmp(names[i], name))
            found = &manifest->disks[i];
    }
    *near = nearest(name, names, manifest->disk_count);
    free(names);
    return found;
}

/* Returns the disk of that name, or NULL after reporting a mistake. */
static struct disk *find_disk(struct check *check, uint32_t index, const char *name)
{
    const char *near;
    struct disk *found = disk_or_near(check->manifest, name, &near);

    if (!found && !manifest_dropped(check->manifest, name))
        diag_add(check->diag, place_of(check, "used_disks", index),
                 near
                     ? "vm '%s': disk '%s': no disk '%s'; did you mean '%s'?"
                     : "vm '%s': disk '%s': no disk '%s'; expected one of the system's key 'disks'",
                 check->vm->name, check->vm->used_names.item[index], name, near);
    return found;
}

static void use_disk(struct check *check, const struct disk *disk, const char *name)
{
    uint32_t number = disk - check->manifest->disks;
    uint32_t component = disk->shared ? block_component(check->manifest, number)
                                      : disk_component(check->manifest, number);
    struct evm_channel channel = {.kind = EVM_CHANNEL_DISK};

    channel.index = add_link(check, component, BLOCK_LINK_BYTES);
    add_channel(check, name, &channel);
}

/* Checks that names follow the order of the disks, since Linux names its disks itself. */
static void check_ubd_names(const struct check *check)
{
    const struct strings *names = &check->vm->used_names;
    char expected[] = "ubda";

    for (uint32_t i = 0; check->vm->guest == GUEST_LINUX && i < names->count; i++, expected[3]++)
        if (strcmp(names->item[i], expected))
            diag_add(check->diag, place_of(check, "used_names", i),
                     "vm '%s': disk '%s': bad name; expected 'ubda' for the first, 'ubdb' for the "
                     "second, and so on",
                     check->vm->name, names->item[i]);
}

/* Checks names by which a native program finds its disks. */
static void check_native_names(const struct check *check)
{
    const struct strings *names = &check->vm->used_names;

    for (uint32_t i = 0; check->vm->guest == GUEST_NATIVE && i < names->count; i++)
        if (!good_name(names->item[i], EVM_CHANNEL_NAME - 1))
            diag_add(check->diag, place_of(check, "used_names", i),
                     "vm '%s': disk '%s': bad name; expected at most %d letters, digits, '-' or "
                     "'_', a letter or digit first",
                     check->vm->name, names->item[i], EVM_CHANNEL_NAME - 1);
}

void check_used_disks(struct check *check)
{
    const struct strings *names = &check->vm->used_names, *images = &check->vm->used_disks;

    check_ubd_names(check);
    check_native_names(check);
    for (uint32_t i = 0; i < images->count; i++) {
        struct disk *disk = find_disk(check, i, images->item[i]);
        const char *problem = NULL;

        if (!disk)
            continue;
        if (disk->lender == check->index + 1)
            problem = "a disk that another VM drives";
        else if (disk->users == USERS)
            problem = "a disk that at most 32 VMs use";
        if (problem)
            diag_add(check->diag, place_of(check, "used_disks", i),
                     "vm '%s': disk '%s': '%s' is wrong; expected %s", check->vm->name,
                     names->item[i], disk->name, problem);
        check_disk_use(check, i, disk);
        use_disk(check, disk, names->item[i]);
        disk->users++;
    }
}

void check_unused_disks(struct check *check)
{
    for (uint32_t i = 0; i < check->manifest->disk_count; i++) {
        const struct disk *disk = &check->manifest->disks[i];

        if (!disk->users && !check->diag->count) /* a mistake may have hidden its user */
            diag_add(check->diag, disk_place(check, disk, "name"),
                     "disk '%s': no VM uses it; add 'disks: {NAME: %s}' to one, or remove it",
                     disk->name, disk->name);
    }
}
