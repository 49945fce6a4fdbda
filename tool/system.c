/* SPDX-License-Identifier: BSD-2-Clause */
#include "system.h"

#include <cos/abi.h>
#include <stdlib.h>
#include <sys/stat.h>

#include "netbsd_choose.h"
#include "netbsd_import.h"
#include "parts.h"
#include "paths.h"
#include "ram.h"
#include "rootfs.h"

#define MIB           (1ull << 20)
#define LINUX_MIN     (2 * MIB) /* a Linux guest needs that much beside its root file system */
#define LINUX_SPARE   (8 * MIB) /* and gets that much beside twice its root file system if the manifest does not say */
#define NETBSD_MEMORY (4 * MIB) /* a NetBSD guest gets that much beside its disks if the manifest does not say */
#define SYSTEM_MIN    MIB       /* below the kernel, where firmware keeps its data */
#define FRAME_SHARE   128       /* the kernel's table of page frames takes at most this part of the memory */

/* ---- Memory ------------------------------------------------------------------------------------------------------ */

static uint64_t round_up(uint64_t bytes, uint64_t unit)
{
    return (bytes + unit - 1) / unit * unit;
}

/* A VM's own memory: given, or enough for its root file system or its disks. */
static void set_vm_memory(struct system *system, uint32_t index, struct diag *diag)
{
    struct vm *vm = &system->manifest->vms[index];
    uint64_t files = rootfs_bytes(&system->plans[index]), least = round_up(LINUX_MIN + files, MIB);

    if (vm->guest == GUEST_NETBSD && !vm->memory)
        vm->memory_bytes = NETBSD_MEMORY + round_up(vm->disk_bytes, COS_PAGE_SIZE);
    if (vm->guest != GUEST_LINUX)
        return;
    if (!vm->memory)
        vm->memory_bytes = round_up(LINUX_SPARE + 2 * files, MIB);
    else if (vm->memory_bytes && vm->memory_bytes < least)
        diag_add(diag, manifest_place(system->manifest, index, "memory", -1),
                 "vm '%s': key 'memory': %s is too small for a Linux guest with %llu KiB of files; expected at least "
                 "%lluM",
                 vm->name, vm->memory, (unsigned long long)(files >> 10), (unsigned long long)(least / MIB));
}

/* Compares the machine's memory with what its parts take: the VMs' own memory and `rest`, all else. Returns what it
 * has at least. */
static uint64_t check_memory(const struct manifest *manifest, uint64_t rest, struct diag *diag)
{
    uint64_t vms = 0, least;

    for (uint32_t i = 0; i < manifest->vm_count; i++)
        vms += manifest->vms[i].dormant ? 0 : manifest->vms[i].memory_bytes;
    least = round_up(vms + rest, MIB);
    if (manifest->memory_bytes && manifest->memory_bytes < least)
        diag_add(diag, manifest_place(manifest, -1, "memory", -1),
                 "key 'memory': %s does not hold the VMs' memory (%llu KiB) and kernel, programs and files (%llu KiB); "
                 "expected at least %lluM", manifest->memory, (unsigned long long)(vms >> 10),
                 (unsigned long long)(rest >> 10), (unsigned long long)(least / MIB));
    return manifest->memory_bytes ? manifest->memory_bytes : least;
}

/* What is known to be in the image before it is built. */
static uint64_t known_bytes(const struct system *system)
{
    uint64_t bytes = SYSTEM_MIN;
    struct stat status;

    for (uint32_t i = 0; i < system->manifest->vm_count; i++) {
        const char *program = system->manifest->vms[i].program_path;

        bytes += rootfs_bytes(&system->plans[i]) + round_up(system->manifest->vms[i].disk_bytes, COS_PAGE_SIZE);
        if (program && !stat(program, &status))
            bytes += round_up(status.st_size, COS_PAGE_SIZE);
    }
    return bytes;
}

/* Opens the archives for NetBSD guests, if there are any, and checks which components these have. */
static void load_netbsd(struct system *system, struct diag *diag)
{
    const struct manifest *manifest = system->manifest;

    for (uint32_t i = 0; i < manifest->vm_count; i++) {
        if (manifest->vms[i].guest != GUEST_NETBSD)
            continue;
        if (!system->netbsd.count && !netbsd_open(manifest, i, &system->netbsd, diag))
            return;
        system->components[i] = netbsd_choose(manifest, i, &system->netbsd, diag);
    }
}

void system_load(struct diag *diag, struct system *system)
{
    struct manifest *manifest = system->manifest = manifest_load(diag);

    if (!manifest)
        return;
    system->plans = need((manifest->vm_count + 1) * sizeof(struct plan));
    system->components = need((manifest->vm_count + 1) * sizeof(bool *));
    for (uint32_t i = 0; i < manifest->vm_count; i++) {
        if (manifest->vms[i].guest == GUEST_LINUX)
            rootfs_plan(manifest, i, diag, &system->plans[i]);
        set_vm_memory(system, i, diag);
    }
    load_netbsd(system, diag);
    ram_check(manifest, check_memory(manifest, known_bytes(system), diag), diag);
}

/* ---- Image ------------------------------------------------------------------------------------------------------- */

enum outcome system_build(struct system *system, struct diag *diag, bool verbose, struct buffer *bootable,
                          uint64_t *memory)
{
    const struct manifest *manifest = system->manifest;
    struct parts parts;
    char *kernel = path_build("kernel/cos.elf");
    struct buffer image = {0};
    uint64_t pages = 0, end = 0, vms = 0;
    enum outcome outcome = parts_make(system, verbose, &parts);

    if (!outcome)
        outcome = image_write(manifest->system, manifest->mitigate, parts.part, parts.count, &image, &pages);
    if (!outcome)
        outcome = image_boot(kernel, &image, bootable, &end);
    if (!outcome) {
        for (uint32_t i = 0; i < manifest->vm_count; i++)
            vms += manifest->vms[i].memory_bytes;
        uint64_t rest = end + pages * COS_PAGE_SIZE - vms;

        rest += (rest + vms) / FRAME_SHARE;
        check_memory(manifest, rest, diag);
        *memory = manifest->memory_bytes ? manifest->memory_bytes : round_up(rest + vms, MIB);
        ram_check(manifest, *memory, diag);
        outcome = diag->count ? OUTCOME_MISTAKE : OUTCOME_OK;
    }
    buffer_free(&image);
    parts_free(&parts, manifest->vm_count);
    free(kernel);
    return outcome;
}

void system_free(struct system *system)
{
    for (uint32_t i = 0; system->manifest && i < system->manifest->vm_count; i++) {
        plan_free(&system->plans[i]);
        free(system->components[i]);
    }
    free(system->plans);
    free(system->components);
    netbsd_set_close(&system->netbsd);
    manifest_free(system->manifest);
}
