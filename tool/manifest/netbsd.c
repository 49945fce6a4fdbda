/* SPDX-License-Identifier: BSD-2-Clause */
/* Checks the keys of a NetBSD VM, except for checks that need its archives (netbsd/needs.c). */
#include <ctype.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include <cos/start.h>

#include "base/files.h"
#include "check.h"

#define OWN_BLOBS    2 /* "args" and "params"; and "channels", if there are any */
#define DISK_NAME    (sizeof(((struct cos_blob *)0)->name) - sizeof(EVM_BLOB_DISK))
#define SECTOR       512 /* bytes */
#define HOSTNAME_MAX 63
#define OWN_PARAMS   "_RUMPUSER_" /* prefix of parameters that eVM itself sets */

static void check_params(const struct check *check)
{
    const struct strings *params = &check->vm->params;

    for (uint32_t i = 0; i < params->count; i++) {
        size_t length = strspn(params->item[i],
                               "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_");

        if (!length || isdigit((unsigned char)*params->item[i]) || params->item[i][length] != '=')
            bad_entry(check, "params", i, params->item[i],
                      "NAME=VALUE with letters, digits and '_' in the name");
        else if (!strncmp(params->item[i], OWN_PARAMS, strlen(OWN_PARAMS)))
            bad_entry(check, "params", i, params->item[i],
                      "another name: eVM sets those that begin with " OWN_PARAMS
                      "; 'hostname' is a key of its own");
    }
}

static void check_hostname(const struct check *check)
{
    const char *name = check->vm->hostname;

    if (name && (strlen(name) > HOSTNAME_MAX || !isalnum((unsigned char)*name) ||
                 strspn(name, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-.") !=
                     strlen(name)))
        bad_entry(check, "hostname", -1, name,
                  "at most 63 letters, digits, '-' or '.', a letter or digit first");
}

static bool good_disk_name(const char *name)
{
    size_t length = strlen(name);

    for (const char *at = name; *at; at++)
        if (!isalnum((unsigned char)*at))
            return false;
    return length && length <= DISK_NAME && isalpha((unsigned char)*name);
}

static void check_disk_name(const struct check *check, const char *list, uint32_t index,
                            const char *name)
{
    if (!good_disk_name(name))
        diag_add(check->diag, place_of(check, list, index),
                 "vm '%s': disk '%s': bad name; expected at most %zu letters and digits, a letter "
                 "first",
                 check->vm->name, name, DISK_NAME);
}

static void check_image(struct check *check, uint32_t index)
{
    struct vm *vm = check->vm;
    char *path = manifest_path(check->manifest, vm->disk_images.item[index]);
    struct stat status;
    const char *problem = NULL;

    if (stat(path, &status))
        problem = errno == ENOENT ? "does not exist" : strerror(errno);
    else if (!S_ISREG(status.st_mode))
        problem = "is not a file";
    else if (!status.st_size || status.st_size % SECTOR)
        problem = "is not a number of sectors of 512 bytes above 0";
    else if ((uint64_t)status.st_size > FILE_MOST)
        problem = "is larger than 512 MiB";
    else
        vm->disk_bytes += status.st_size;
    if (problem)
        diag_add(check->diag, place_of(check, "disk_images", index),
                 "vm '%s': disk '%s': '%s' %s; expected the image of a disk", vm->name,
                 vm->disk_names.item[index], path, problem);
    strings_add(&vm->disk_paths, path);
    free(path);
}

static void check_disks(struct check *check)
{
    const struct vm *vm = check->vm;
    uint32_t most = COS_START_BLOBS - OWN_BLOBS -
                    (vm->channel_count > 0 || vm->lends_net || vm->lends_disk);

    if (vm->disk_names.count > most)
        diag_add(check->diag, place_of(check, "disk_names", most),
                 "vm '%s': key 'disks': %u entries; expected at most %u", vm->name,
                 vm->disk_names.count, most);
    for (uint32_t i = 0; i < vm->used_names.count; i++)
        check_disk_name(check, "used_names", i, vm->used_names.item[i]);
    for (uint32_t i = 0; i < vm->disk_names.count; i++) {
        check_disk_name(check, "disk_names", i, vm->disk_names.item[i]);
        check_image(check, i);
    }
}

/* Checks the client's files, for the compiler and the linker. */
static void check_client(struct check *check)
{
    struct vm *vm = check->vm;

    for (uint32_t i = 0; i < vm->client.count; i++) {
        const char *name = vm->client.item[i], *dot = strrchr(name, '.');
        char *path = manifest_path(check->manifest, name);
        struct stat status;

        if (!dot || (strcmp(dot, ".c") && strcmp(dot, ".o") && strcmp(dot, ".a")))
            bad_entry(check, "client", i, name,
                      "a C source (.c), an object (.o) or an archive (.a)");
        else if (stat(path, &status) || !S_ISREG(status.st_mode))
            bad_entry(check, "client", i, path, "a file that exists");
        strings_add(&vm->client_paths, path);
        free(path);
    }
}

void check_netbsd(struct check *check)
{
    check_params(check);
    check_hostname(check);
    check_pci(check);
    check_dma(check);
    check_ports_of(check);
    check_used_disks(check);
    check_rng(check);
    check_link_count(check);
    check_disks(check);
    check_client(check);
}
