/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The uses of each disk. A disk that VMs use in parts, or read without writing, gets a service
 * between driver and users; else the users have links to the driver itself.
 */
#include <errno.h>
#include <partition.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cos/abi.h>

#include "base/files.h"
#include "base/words.h"
#include "check.h"
#include "keys.h"

#define READ_ONLY  "ro"
#define READ_WRITE "rw"

/* A VM's use of a disk. */
struct use {
    const struct disk *disk; /* NULL: there is none of that name */
    unsigned part;           /* 0: the whole disk */
    bool writes;
    bool known; /* its place on the disk is `extent` */
    struct extent extent;
};

static struct disk *disk_named(const struct manifest *manifest, const char *name)
{
    for (uint32_t i = 0; i < manifest->disk_count; i++)
        if (!strcmp(manifest->disks[i].name, name))
            return &manifest->disks[i];
    return NULL;
}

static bool parse_part(const char *string, unsigned *part)
{
    uint64_t number = 0;
    bool good = parse_number(string, &number) && number && number <= PARTITION_MOST;

    *part = good ? number : 0;
    return good;
}

/* ---- Partitions of the image ----------------------------------------------------------------- */

static bool read_sector(void *context, uint64_t sector, uint8_t *bytes)
{
    return pread(*(int *)context, bytes, BLOCK_SECTOR, sector * BLOCK_SECTOR) == BLOCK_SECTOR;
}

/* Finds the partition in the disk's image. Returns NULL, or what is wrong. */
static const char *find_partition(const struct disk *disk, unsigned part, struct extent *extent)
{
    int file = file_open(disk->path);
    struct partition_disk source = {disk->bytes / BLOCK_SECTOR, read_sector, &file};

    if (file < 0)
        return errno == ENOENT ? "the image does not exist; expected one with a partition table"
                               : file_error();
    const char *problem = partition_find(&source, part, extent);

    close(file);
    return problem;
}

static struct use use_of(const struct manifest *manifest, const struct vm *vm, uint32_t index)
{
    const char *part = vm->used_parts.item[index], *mode = vm->used_modes.item[index];
    struct use use = {.disk = disk_named(manifest, vm->used_disks.item[index])};

    if (!use.disk)
        return use;
    use.writes = *mode ? !strcmp(mode, READ_WRITE) : !use.disk->readonly;
    use.extent.count = use.disk->bytes / BLOCK_SECTOR;
    use.known = !*part ||
                (parse_part(part, &use.part) && !find_partition(use.disk, use.part, &use.extent));
    return use;
}

bool disk_use_writes(const struct manifest *manifest, const struct vm *vm, uint32_t index)
{
    return use_of(manifest, vm, index).writes;
}

/* ---- Which disks need the service ------------------------------------------------------------ */

void find_shared_disks(const struct manifest *manifest)
{
    for (const struct vm *vm = manifest->vms; vm < manifest->vms + manifest->vm_count; vm++)
        for (uint32_t i = 0; i < vm->used_disks.count; i++) {
            struct disk *disk = disk_named(manifest, vm->used_disks.item[i]);

            if (disk && (*vm->used_parts.item[i] ||
                         (!disk->readonly && !strcmp(vm->used_modes.item[i], READ_ONLY))))
                disk->shared = true;
        }
    if (manifest->crashes.disk && manifest->crashes.partition) {
        struct disk *disk = disk_named(manifest, manifest->crashes.disk);

        if (disk)
            disk->shared = true;
    }
}

/* ---- Mistakes -------------------------------------------------------------------------------- */

/* Returns how messages about a use begin, which the caller frees. */
static char *user_of(const struct check *check, uint32_t index)
{
    return check->vm->crashes
               ? text("key 'crashes': ")
               : text("vm '%s': disk '%s': ", check->vm->name, check->vm->used_names.item[index]);
}

static void bad_use(const struct check *check, const char *list, uint32_t index, const char *key,
                    const char *value, const char *expected)
{
    char *user = user_of(check, index);

    diag_add(check->diag, place_of(check, list, index), "%skey '%s': '%s' is wrong; expected %s",
             user, key, value, expected);
    free(user);
}

static void check_part(const struct check *check, uint32_t index, const struct disk *disk)
{
    const char *string = check->vm->used_parts.item[index], *problem;
    struct extent extent;
    unsigned part;

    if (!*string)
        return;
    if (!parse_part(string, &part)) {
        bad_use(check, "used_parts", index, "partition", string, PARTITION_VALUES);
        return;
    }
    problem = find_partition(disk, part, &extent);
    if (problem) {
        char *user = user_of(check, index);

        diag_add(check->diag, place_of(check, "used_parts", index),
                 "%skey 'partition': %u of '%s': %s", user, part, disk->path, problem);
        free(user);
    }
}

static void check_mode(const struct check *check, uint32_t index, const struct disk *disk)
{
    const char *mode = check->vm->used_modes.item[index];

    if (*mode && strcmp(mode, READ_ONLY) && strcmp(mode, READ_WRITE))
        bad_use(check, "used_modes", index, "mode", mode, "ro or rw");
    else if (disk->readonly && !strcmp(mode, READ_WRITE))
        bad_use(check, "used_modes", index, "mode", mode, "ro, since the disk is read-only");
}

/* Returns true if two uses overlap. Without known places, equal partitions and whole disks do. */
static bool overlap(const struct use *one, const struct use *other)
{
    if (one->known && other->known)
        return one->extent.first < other->extent.first + other->extent.count &&
               other->extent.first < one->extent.first + one->extent.count;
    return one->part == other->part || !one->part || !other->part;
}

/* Compares a use with earlier ones, of this VM and of VMs before it. Returns what is wrong, or
 * NULL. */
static const char *compare(const struct check *check, uint32_t index, const struct use *use)
{
    const struct manifest *manifest = check->manifest;

    for (const struct vm *vm = manifest->vms; vm <= check->vm; vm++)
        for (uint32_t i = 0; i < (vm == check->vm ? index : vm->used_disks.count); i++) {
            struct use other = use_of(manifest, vm, i);

            if (other.disk != use->disk)
                continue;
            if (vm == check->vm && other.part == use->part)
                return use->part ? "a partition that this VM has only once"
                                 : "a disk that this VM has only once";
            if (use->writes && other.writes && overlap(use, &other))
                return check->vm->crashes
                           ? "what no VM writes: another partition, or 'mode: ro' at that VM"
                           : "what no other VM writes: another partition, or 'mode: ro'";
        }
    return NULL;
}

void check_disk_use(const struct check *check, uint32_t index, const struct disk *disk)
{
    unsigned before = check->diag->count;

    check_part(check, index, disk);
    check_mode(check, index, disk);
    if (check->diag->count > before)
        return;
    struct use use = use_of(check->manifest, check->vm, index);
    const char *problem = compare(check, index, &use);

    if (problem) {
        char *user = user_of(check, index);

        diag_add(check->diag, place_of(check, "used_disks", index), "%s'%s' is wrong; expected %s",
                 user, disk->name, problem);
        free(user);
    }
}

/* ---- Configuration of the service ------------------------------------------------------------ */

static void describe_user(const struct vm *vm, uint32_t vm_index, uint32_t index,
                          const struct use *use, struct blockd_user *user)
{
    char *name = text("%s:%s", vm->name, vm->used_names.item[index]);

    *user = (struct blockd_user){.partition = use->part, .writable = use->writes};
    if (strlen(name) < BLOCKD_NAME)
        strcpy(user->name, name);
    else
        snprintf(user->name, sizeof(user->name), "%u:%u", vm_index, index);
    free(name);
}

void describe_users(const struct manifest *manifest, uint32_t vm_count, const struct disk *disk,
                    struct blockd_config *config)
{
    for (uint32_t i = 0; i < vm_count; i++)
        for (uint32_t j = 0; j < manifest->vms[i].used_disks.count; j++) {
            struct use use = use_of(manifest, &manifest->vms[i], j);

            if (use.disk == disk)
                describe_user(&manifest->vms[i], i, j, &use, &config->users[config->user_count++]);
        }
}
