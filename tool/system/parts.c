/* SPDX-License-Identifier: BSD-2-Clause */
#include "parts.h"

#include <cos/abi.h>
#include <evm/blobs.h>
#include <evm/crash.h>
#include <evm/machine.h>
#include <evm/share.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/files.h"
#include "base/paths.h"
#include "linux/build.h"
#include "rootfs/rootfs.h"

/* the rump kernel's name for the parameter with its host name */
#define HOSTNAME_PARAM "_RUMPUSER_HOSTNAME"

/* The root components of every image, as in components/README.md. */
static const struct root_part {
    const char *name;
    uint32_t flags, priority;
    const struct evm_grant *grants;
    uint32_t grant_count;
} root_parts[] = {
    [EVM_BOOTER] = {"booter", 0, 0, NULL, 0},
    [EVM_SCHED] = {"sched", EVM_NOINTR, 255, NULL, 0},
    [EVM_CONSOLE] = {"console", EVM_CRITICAL, 254, evm_console_grants, COUNT(evm_console_grants)},
    [EVM_SUPERVISOR] = {"supervisor", 0, 253, evm_supervisor_grants, COUNT(evm_supervisor_grants)},
};

/* The console begins again after each end, and gives signs of life as the services do. It needs a
 * small part of its budget. The budget makes a console that loops leave the CPU to the supervisor,
 * which ends it. */
#define CONSOLE_BUDGET_US   5000
#define CONSOLE_PERIOD_US   10000
#define CONSOLE_WATCHDOG_MS 1000
static const struct evm_restart console_restart = {EVM_RESTART_ALWAYS, 10, 30, 60000};

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

/* Has the supervisor print tables of what components have used. */
static void add_usage(const struct system *system, struct parts *parts)
{
    struct buffer seconds = {0};

    if (!system->usage)
        return;
    buffer_add(&seconds, system->usage, sizeof(*system->usage));
    add_blob(&parts->part[EVM_SUPERVISOR], EVM_BLOB_USAGE, seconds);
}

static void add_scrub(const struct manifest *manifest, struct parts *parts)
{
    struct buffer ms = {0};

    if (!manifest->scrub_ms)
        return;
    buffer_add(&ms, &manifest->scrub_ms, sizeof(manifest->scrub_ms));
    add_blob(&parts->part[EVM_SUPERVISOR], EVM_BLOB_SCRUB, ms);
}

/* Gives supervisor and console memory for crash records, and for the text in them. */
static void add_crashes(const struct manifest *manifest, struct parts *parts)
{
    uint64_t text = (uint64_t)manifest_component(manifest->vm_count) * EVM_CRASH_HISTORY;

    if (!manifest->crashes.disk)
        return;
    parts->part[EVM_SUPERVISOR].ram_pages = EVM_CRASH_KEPT;
    parts->part[EVM_CONSOLE].ram_pages = (text + COS_PAGE_SIZE - 1) >> COS_PAGE_SHIFT;
}

static void tend_console(struct part *console, bool spare)
{
    console->budget = CONSOLE_BUDGET_US;
    console->period = CONSOLE_PERIOD_US;
    console->watchdog = CONSOLE_WATCHDOG_MS;
    console->restart = console_restart;
    console->spare = spare;
}

static void add_root_parts(const struct manifest *manifest, struct parts *parts)
{
    for (unsigned i = 0; i < COUNT(root_parts); i++) {
        const struct root_part *root = &root_parts[i];
        char *relative = text("components/%s/%s.elf", root->name, root->name);

        parts->part[parts->count++] = (struct part){
            .name = root->name,
            .file = path_build(relative),
            .kind = i,
            .flags = root->flags,
            .priority = root->priority,
            .weight = SCHED_WEIGHT,
            .grants = root->grants,
            .grant_count = root->grant_count,
        };
        free(relative);
    }
    tend_console(&parts->part[EVM_CONSOLE], manifest->spare);
}

static enum outcome add_linux(const struct system *system, uint32_t index, struct part *part,
                              bool verbose)
{
    char *init = path_build("tool/rootfs/init/init");
    struct buffer archive = {0};
    enum outcome outcome = rootfs_pack(&system->plans[index], &system->manifest->vms[index], init,
                                       &archive);

    add_blob(part, EVM_BLOB_INITRAMFS, archive);
    free(init);
    if (outcome)
        return outcome;
    part->file = linux_build(&system->manifest->vms[index].features, verbose);
    return part->file ? OUTCOME_OK : OUTCOME_HOST;
}

/* Returns the rump kernel's parameters. */
static struct buffer params_of(const struct vm *vm)
{
    struct buffer params = packed(&vm->params);

    if (vm->hostname) {
        buffer_format(&params, HOSTNAME_PARAM "=%s", vm->hostname);
        buffer_extend(&params, 1);
    }
    return params;
}

static enum outcome add_netbsd(const struct system *system, uint32_t index, struct part *part,
                               struct netbsd_program *program, bool verbose)
{
    const struct vm *vm = &system->manifest->vms[index];
    struct buffer params = params_of(vm);

    if (params.size)
        add_blob(part, EVM_BLOB_PARAMS, params);
    for (uint32_t i = 0; i < vm->disk_paths.count; i++) {
        char *name = text(EVM_BLOB_DISK "%s", vm->disk_names.item[i]);
        struct buffer disk = {0};
        bool good = file_read(vm->disk_paths.item[i], &disk);

        add_blob(part, name, disk);
        free(name);
        if (!good)
            return host_error("%s: %s", vm->disk_paths.item[i], file_error());
    }
    enum outcome outcome = netbsd_link(system->manifest, index, &system->netbsd,
                                       system->components[index], verbose, program);

    part->file = outcome ? NULL : text("%s", program->elf);
    return outcome;
}

static void add_channels(struct part *part, const struct vm *vm)
{
    struct buffer channels = {0};

    buffer_add(&channels, vm->channels, vm->channel_count * sizeof(*vm->channels));
    add_blob(part, EVM_BLOB_CHANNELS, channels);
}

static uint32_t flags_of(const struct vm *vm)
{
    return (vm->strict ? EVM_STRICT : 0) | (vm->critical ? EVM_CRITICAL : 0) |
           (vm->dormant ? EVM_DORMANT : 0) | (vm->service ? EVM_SERVICE : 0) |
           (vm->dma_trusted ? EVM_DMA_TRUSTED : 0) | (vm->devices ? EVM_DEVICES : 0) |
           (vm->pays ? EVM_PAYS : 0) | (is_ready_later(vm) ? EVM_READY : 0) |
           (vm->ready.ended ? EVM_READY_ENDED : 0) | (vm->board ? EVM_WATCHDOG : 0) |
           (vm->crashes ? EVM_CRASHES : 0) | (vm->control ? EVM_CONTROL : 0);
}

static enum outcome add_vm(const struct system *system, uint32_t index, struct parts *parts,
                           bool verbose)
{
    static const enum evm_kind kinds[] = {
        [GUEST_LINUX] = EVM_LINUX,
        [GUEST_NATIVE] = EVM_NATIVE,
        [GUEST_NETBSD] = EVM_NETBSD,
    };
    const struct vm *vm = &system->manifest->vms[index];
    struct part *part = &parts->part[parts->count++];

    *part = (struct part){
        .name = vm->name,
        .kind = kinds[vm->guest],
        .priority = vm->cpu.urgency,
        .weight = vm->cpu.weight,
        .budget = vm->cpu.budget_us,
        .period = vm->cpu.period_us,
        .watchdog = vm->watchdog_ms,
        .flags = flags_of(vm),
        .restart = vm->restart.policy,
        .after = vm->after_bits,
        .spare = vm->spare,
        .ram_pages = vm->memory_bytes >> COS_PAGE_SHIFT,
        .stack_pages = vm->stack_bytes >> COS_PAGE_SHIFT,
        .grants = vm->grants,
        .grant_count = vm->grant_count,
    };
    if (vm->args.count)
        add_blob(part, EVM_BLOB_ARGS, packed(&vm->args));
    if (vm->config_name) {
        struct buffer config = {0};

        buffer_add(&config, vm->config.data, vm->config.size);
        add_blob(part, vm->config_name, config);
    }
    if (vm->channel_count)
        add_channels(part, vm);
    if (vm->guest == GUEST_LINUX)
        return add_linux(system, index, part, verbose);
    if (vm->guest == GUEST_NETBSD)
        return add_netbsd(system, index, part, &parts->programs[index], verbose);
    part->file = text("%s", vm->program_path);
    return OUTCOME_OK;
}

enum outcome parts_make(const struct system *system, bool verbose, struct parts *parts)
{
    uint32_t vm_count = system->manifest->vm_count;
    enum outcome outcome = OUTCOME_OK;

    *parts = (struct parts){
        .part = need((COUNT(root_parts) + vm_count) * sizeof(struct part)),
        .programs = need(vm_count * sizeof(struct netbsd_program)),
    };
    add_root_parts(system->manifest, parts);
    add_usage(system, parts);
    add_scrub(system->manifest, parts);
    add_crashes(system->manifest, parts);
    for (uint32_t i = 0; i < vm_count && !outcome; i++)
        outcome = add_vm(system, i, parts, verbose);
    return outcome;
}

void parts_free(struct parts *parts, uint32_t vm_count)
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
