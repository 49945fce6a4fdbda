/* SPDX-License-Identifier: BSD-2-Clause */
#include "system.h"

#include <cos/abi.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "image.h"
#include "linux_build.h"
#include "files.h"
#include "netbsd_import.h"
#include "netbsd_link.h"
#include "netbsd_needs.h"
#include "paths.h"
#include "rootfs.h"

#define MIB           (1ull << 20)
#define LINUX_MIN     (2 * MIB) /* a Linux guest needs that much beside its root file system */
#define LINUX_SPARE   (8 * MIB) /* and gets that much beside twice its root file system if the manifest does not say */
#define NETBSD_MEMORY (4 * MIB) /* a NetBSD guest gets that much beside its disks if the manifest does not say */
#define HOSTNAME_PARAM "_RUMPUSER_HOSTNAME" /* by this name a rump kernel asks for its host's name */
#define SYSTEM_MIN    MIB       /* below the kernel, where firmware keeps its data */
#define FRAME_SHARE   128       /* the kernel's table of page frames takes at most this part of the memory */

/* The root components of every image; components/README.md says why. */
static const struct root_part {
    const char *name;
    uint32_t flags, priority;
    struct evm_grant grants[2];
    uint32_t grant_count;
} root_parts[] = {
    [EVM_BOOTER] = {"booter", 0, 0, {{0}}, 0},
    [EVM_SCHED] = {"sched", EVM_NOINTR, 255, {{0}}, 0},
    [EVM_CONSOLE] = {"console", EVM_NOINTR, 254, {{EVM_GRANT_PORTS, 0, 0x3f8, 0x3ff}, {EVM_GRANT_IRQ, 0, 4, 0}}, 2},
    [EVM_SUPERVISOR] = {"supervisor", 0, 253,
                        {{EVM_GRANT_PORTS, 0, 0xf4, 0xf4}, {EVM_GRANT_PORTS, 0, 0x604, 0x605}}, 2},
};

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

/* Compares the machine's memory with what its parts take: the VMs' own memory and `rest`, all else. */
static void check_memory(const struct manifest *manifest, uint64_t rest, struct diag *diag)
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
    check_memory(manifest, known_bytes(system), diag);
}

/* ---- Image ------------------------------------------------------------------------------------------------------- */

/* The parts of an image with what they own. */
struct parts {
    struct part *part;
    uint32_t count;
    struct netbsd_program *programs; /* of each VM; empty but for NetBSD guests */
};

static void add_blob(struct part *part, const char *name, struct buffer bytes)
{
    part->blobs = need_more(part->blobs, (part->blob_count + 1) * sizeof(*part->blobs));
    struct image_blob *blob = &part->blobs[part->blob_count++];

    *blob = (struct image_blob){.bytes = bytes};
    snprintf(blob->name, sizeof(blob->name), "%s", name);
}

static struct buffer packed(const struct strings *strings)
{
    struct buffer bytes = {0};

    for (uint32_t i = 0; i < strings->count; i++) {
        buffer_string(&bytes, strings->item[i]);
        buffer_extend(&bytes, 1);
    }
    return bytes;
}

static void add_root_parts(struct parts *parts)
{
    for (unsigned i = 0; i < COUNT(root_parts); i++) {
        const struct root_part *root = &root_parts[i];
        char *relative = text("components/%s/%s.elf", root->name, root->name);

        parts->part[parts->count++] = (struct part){
            .name = root->name, .file = path_build(relative), .kind = i, .flags = root->flags,
            .priority = root->priority, .grants = root->grants, .grant_count = root->grant_count,
        };
        free(relative);
    }
}

static enum outcome add_linux(struct system *system, uint32_t index, struct part *part, bool verbose)
{
    char *init = path_build("tool/init/init");
    struct buffer archive = {0};
    enum outcome outcome = rootfs_pack(&system->plans[index], &system->manifest->vms[index], init, &archive);

    add_blob(part, "initramfs", archive);
    free(init);
    if (outcome)
        return outcome;
    part->file = linux_build(&system->manifest->vms[index].features, verbose);
    return part->file ? OUTCOME_OK : OUTCOME_HOST;
}

/* "params": what the rump kernel asks for by name. */
static struct buffer params_of(const struct vm *vm)
{
    struct buffer params = packed(&vm->params);

    if (vm->hostname) {
        buffer_format(&params, HOSTNAME_PARAM "=%s", vm->hostname);
        buffer_extend(&params, 1);
    }
    return params;
}

static enum outcome add_netbsd(struct system *system, uint32_t index, struct part *part, struct netbsd_program *program,
                               bool verbose)
{
    const struct vm *vm = &system->manifest->vms[index];
    struct buffer params = params_of(vm);

    if (params.size)
        add_blob(part, "params", params);
    for (uint32_t i = 0; i < vm->disk_paths.count; i++) {
        char *name = text(VM_DISK_BLOB "%s", vm->disk_names.item[i]);
        struct buffer disk = {0};
        bool good = file_read(vm->disk_paths.item[i], &disk);

        add_blob(part, name, disk);
        free(name);
        if (!good)
            return host_error("%s: %s", vm->disk_paths.item[i], strerror(errno));
    }
    enum outcome outcome = netbsd_link(system->manifest, index, &system->netbsd, system->components[index], verbose,
                                       program);

    part->file = outcome ? NULL : text("%s", program->elf);
    return outcome;
}

static enum outcome add_vm(struct system *system, uint32_t index, struct parts *parts, bool verbose)
{
    static const enum evm_kind kinds[] = {
        [GUEST_LINUX] = EVM_LINUX, [GUEST_NATIVE] = EVM_NATIVE, [GUEST_NETBSD] = EVM_NETBSD,
    };
    const struct vm *vm = &system->manifest->vms[index];
    struct part *part = &parts->part[parts->count++];

    *part = (struct part){
        .name = vm->name, .kind = kinds[vm->guest], .priority = vm->urgency,
        .flags = (vm->strict ? EVM_STRICT : 0) | (vm->critical ? EVM_CRITICAL : 0) | (vm->dormant ? EVM_DORMANT : 0),
        .ram_pages = vm->memory_bytes >> COS_PAGE_SHIFT, .grants = vm->grants, .grant_count = vm->grant_count,
    };
    if (vm->guest == GUEST_LINUX)
        return add_linux(system, index, part, verbose);
    if (vm->args.count)
        add_blob(part, "args", packed(&vm->args));
    if (vm->guest == GUEST_NETBSD)
        return add_netbsd(system, index, part, &parts->programs[index], verbose);
    part->file = text("%s", vm->program_path);
    return OUTCOME_OK;
}

static void parts_free(struct parts *parts, uint32_t vm_count)
{
    for (uint32_t i = 0; i < parts->count; i++) {
        for (uint32_t j = 0; j < parts->part[i].blob_count; j++)
            buffer_free(&parts->part[i].blobs[j].bytes);
        free(parts->part[i].blobs);
        free((char *)parts->part[i].file);
    }
    for (uint32_t i = 0; i < vm_count; i++)
        netbsd_program_free(&parts->programs[i]);
    free(parts->programs);
    free(parts->part);
}

enum outcome system_build(struct system *system, struct diag *diag, bool verbose, struct buffer *bootable,
                          uint64_t *memory)
{
    const struct manifest *manifest = system->manifest;
    struct parts parts = {
        .part = need((COUNT(root_parts) + manifest->vm_count) * sizeof(struct part)),
        .programs = need(manifest->vm_count * sizeof(struct netbsd_program)),
    };
    char *kernel = path_build("kernel/cos.elf");
    struct buffer image = {0};
    uint64_t pages = 0, end = 0, vms = 0;
    enum outcome outcome = OUTCOME_OK;

    add_root_parts(&parts);
    for (uint32_t i = 0; i < manifest->vm_count && !outcome; i++)
        outcome = add_vm(system, i, &parts, verbose);
    if (!outcome)
        outcome = image_write(manifest->system, parts.part, parts.count, &image, &pages);
    if (!outcome)
        outcome = image_boot(kernel, &image, bootable, &end);
    if (!outcome) {
        for (uint32_t i = 0; i < manifest->vm_count; i++)
            vms += manifest->vms[i].memory_bytes;
        uint64_t rest = end + pages * COS_PAGE_SIZE - vms;

        rest += (rest + vms) / FRAME_SHARE;
        check_memory(manifest, rest, diag);
        *memory = manifest->memory_bytes ? manifest->memory_bytes : round_up(rest + vms, MIB);
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
