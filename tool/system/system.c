/* SPDX-License-Identifier: BSD-2-Clause */
#include "system.h"

#include <cos/abi.h>
#include <stdlib.h>
#include <string.h>

#include "base/paths.h"
#include "base/words.h"
#include "image/room.h"
#include "linux/build.h"
#include "manifest/ram.h"
#include "netbsd/choose.h"
#include "netbsd/import.h"
#include "parts.h"
#include "rootfs/rootfs.h"

#define MIB       (1ull << 20)
#define LINUX_MIN (2 * MIB) /* least memory of a Linux guest beside its root file system */
/* default memory of a Linux guest beside twice its root file system */
#define LINUX_SPARE  (8 * MIB)
#define ENTRY_BYTES  1024ull /* of Linux' memory for each file and folder, beside its contents */
#define DESCRIPTIONS 60      /* 1/60 of the memory holds descriptions of its pages */
/* default memory of a NetBSD guest beside its disks */
#define NETBSD_MEMORY (4 * MIB)
#define SYSTEM_MIN    MIB /* the kernel, and the firmware's memory below it */

/* ---- Memory ---------------------------------------------------------------------------------- */

static uint64_t round_up(uint64_t bytes, uint64_t unit)
{
    return (bytes + unit - 1) / unit * unit;
}

/* Returns the memory that a Linux guest needs to unpack its root file system with `spare` bytes
 * left, descriptions of pages included. */
static uint64_t linux_memory(const struct system *system, uint32_t index, uint64_t spare)
{
    uint64_t files = rootfs_bytes(&system->plans[index]), entries = system->plans[index].count;
    uint64_t least = spare + files + entries * ENTRY_BYTES;

    return round_up(least + least / DESCRIPTIONS, ROOM_UNIT);
}

static void refuse_memory(const struct system *system, uint32_t index, uint64_t least,
                          struct diag *diag)
{
    const struct vm *vm = &system->manifest->vms[index];
    char *size = size_text(round_up(least, ROOM_UNIT));

    diag_add(diag, manifest_place(system->manifest, index, "memory", -1),
             "vm '%s': key 'memory': %s is too small for a Linux guest with %llu KiB of files; "
             "expected at least %s",
             vm->name, manifest_said(system->manifest, "vms", index, "memory"),
             (unsigned long long)(rootfs_bytes(&system->plans[index]) >> 10), size);
    free(size);
}

/* Sets a VM's own memory unless the manifest gives it: enough for its root file system or disks. */
static void set_vm_memory(struct system *system, uint32_t index, struct diag *diag)
{
    struct vm *vm = &system->manifest->vms[index];
    uint64_t files = rootfs_bytes(&system->plans[index]);

    if (vm->guest == GUEST_NETBSD && !vm->memory_bytes)
        vm->memory_bytes = NETBSD_MEMORY + round_up(vm->disk_bytes, COS_PAGE_SIZE);
    if (vm->guest != GUEST_LINUX)
        return;
    if (!vm->memory_bytes)
        vm->memory_bytes = round_up(linux_memory(system, index, LINUX_SPARE + files), MIB);
    else if (vm->memory_bytes < linux_memory(system, index, LINUX_MIN))
        refuse_memory(system, index, linux_memory(system, index, LINUX_MIN), diag);
}

/* Reports memory that is surely too much or too little, before the image exists. `rest`: the least
 * memory needed beside the VMs' own. Returns the least memory of the machine. */
static uint64_t check_memory(const struct manifest *manifest, uint64_t rest, struct diag *diag)
{
    uint64_t vms = 0;

    for (uint32_t i = 0; i < manifest->vm_count; i++)
        vms += manifest->vms[i].dormant ? 0 : manifest->vms[i].memory_bytes;
    char *least = size_text(round_up(vms + rest, ROOM_UNIT));

    if (vms + rest > ROOM_MOST)
        diag_add(diag, manifest_place(manifest, -1, "memory", -1),
                 "the VMs' memory (%llu MiB) and kernel, programs and files (%llu MiB) are more "
                 "than a machine can have for them; expected at most %lluG",
                 (unsigned long long)(vms / MIB), (unsigned long long)(rest / MIB),
                 (unsigned long long)(ROOM_MOST >> 30));
    else if (manifest->memory_bytes && manifest->memory_bytes < vms + rest)
        diag_add(diag, manifest_place(manifest, -1, "memory", -1),
                 "key 'memory': %s does not hold the VMs' memory (%llu KiB) and kernel, programs "
                 "and files (%llu KiB); expected at least %s",
                 manifest_said(manifest, NULL, 0, "memory"), (unsigned long long)(vms >> 10),
                 (unsigned long long)(rest >> 10), least);
    free(least);
    return manifest->memory_bytes ? manifest->memory_bytes : vms + rest;
}

/* Returns the bytes that are surely in the image, where equal parts of VMs exist once. */
static uint64_t known_bytes(const struct system *system)
{
    uint64_t most = 0;

    for (uint32_t i = 0; i < system->manifest->vm_count; i++) {
        uint64_t bytes = rootfs_bytes(&system->plans[i]);

        most = bytes > most ? bytes : most;
    }
    return SYSTEM_MIN + most;
}

/* Opens the archives for NetBSD guests, if there are any, and checks the guests' components. */
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

/* ---- Image ----------------------------------------------------------------------------------- */

/* Sets the machine's memory: the manifest's, or the least sufficient number of MiB. */
static enum outcome find_memory(const struct system *system, struct diag *diag,
                                const struct room *room, uint64_t *memory)
{
    const struct manifest *manifest = system->manifest;
    uint64_t least = room_least(room);
    const char *name;

    *memory = manifest->memory_bytes;
    if (!least) {
        diag_add(diag, manifest_place(manifest, -1, "memory", -1),
                 "the system does not fit into any machine: each VM's memory must be in one piece, "
                 "below or above 4 GiB, and the image, of %llu MiB, below; expected less memory "
                 "for VMs, or less files",
                 (unsigned long long)(room->image->size / MIB));
    } else if (!*memory) {
        *memory = round_up(least, MIB);
        while (!room_fits(room, *memory, &name)) /* more memory may mean less below 4 GiB */
            *memory += MIB;
    } else if (!room_fits(room, *memory, &name)) {
        char *whose = name ? text("'%s'", name) : text("the kernel and the image"),
             *size = size_text(round_up(least, ROOM_UNIT));

        diag_add(diag, manifest_place(manifest, -1, "memory", -1),
                 "key 'memory': in %s there is no room for %s, in one piece, beside the others; "
                 "expected at least %s",
                 manifest_said(manifest, NULL, 0, "memory"), whose, size);
        free(whose);
        free(size);
    }
    return diag->count ? OUTCOME_MISTAKE : OUTCOME_OK;
}

enum outcome system_build(struct system *system, struct diag *diag, const char *machine,
                          bool verbose, struct buffer *bootable, uint64_t *memory)
{
    const struct manifest *manifest = system->manifest;
    struct parts parts;
    char *kernel = path_build("kernel/cos.elf");
    struct buffer image = {0};
    uint64_t pages = 0, end = 0;
    enum outcome outcome = parts_make(system, verbose, &parts);

    if (!outcome)
        outcome = image_write(manifest->system, manifest->mitigate, parts.part, parts.count, &image,
                              &pages);
    if (!outcome)
        outcome = image_boot(kernel, &image, bootable, &end);
    if (!outcome) {
        struct room room = {.image = &image,
                            .place = end - image.size,
                            .machine = machine,
                            .later = !manifest->memory_bytes};

        outcome = find_memory(system, diag, &room, memory);
        if (!outcome) {
            ram_check(manifest, *memory, diag);
            outcome = diag->count ? OUTCOME_MISTAKE : OUTCOME_OK;
        }
    }
    buffer_free(&image);
    parts_free(&parts, manifest->vm_count);
    free(kernel);
    return outcome;
}

bool system_is_ready(const struct system *system)
{
    for (uint32_t i = 0; i < system->manifest->vm_count; i++) {
        const struct vm *vm = &system->manifest->vms[i];

        if (vm->guest == GUEST_NETBSD ||
            (vm->guest == GUEST_LINUX && !linux_is_built(&vm->features)))
            return false;
    }
    return true;
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
