/* SPDX-License-Identifier: BSD-2-Clause */
#include "works.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/files.h"
#include "base/output.h"
#include "base/shown.h"
#include "command/complete.h"
#include "command/man.h"
#include "command/mistakes.h"
#include "command/usage.h"
#include "diff/diff.h"
#include "features/features.h"
#include "graph/graph.h"
#include "image/iso.h"
#include "live/detach.h"
#include "live/home.h"
#include "manifest/help.h"
#include "netbsd/import.h"
#include "new/new_system.h"
#include "qemu/devices.h"
#include "rootfs/rootfs.h"
#include "system/size.h"
#include "system/system.h"
#include "target.h"

/* Loads the system and reports all mistakes. */
static enum outcome load(const char *file, struct diag *diag, struct system *system)
{
    diag->file = file;
    system_load(diag, system);
    diag_print(diag, stderr);
    diag_print_notes(diag, stderr);
    return diag->count ? OUTCOME_MISTAKE : OUTCOME_OK;
}

static void unload(struct diag *diag, struct system *system)
{
    system_free(system);
    diag_free(diag);
}

static enum outcome try_memory(const struct options *options, struct diag *diag,
                               struct system *system)
{
    struct buffer bootable = {0};
    uint64_t memory;
    enum outcome outcome = system_build(system, diag, options->run.machine, false, &bootable,
                                        &memory);

    diag_print(diag, stderr);
    buffer_free(&bootable);
    return outcome;
}

static void show_outside(const struct plan_entry *entry, void *vm)
{
    char *path = shown(entry->path, false), *user = shown(entry->user, false);

    printf("  vm '%s': %s (%llu KiB), for %s\n", (const char *)vm, path,
           (unsigned long long)(entry->bytes + 1023) / 1024, user);
    free(path);
    free(user);
}

int check_work(const struct options *options)
{
    struct diag diag = {0};
    struct system system = {0};
    enum outcome outcome = load(options->file, &diag, &system);
    uint32_t vms = outcome ? 0 : system.manifest->vm_count - system.manifest->service_count;

    /* the image decides whether the given memory suffices */
    if (!outcome && system.manifest->memory_bytes && system_is_ready(&system))
        outcome = try_memory(options, &diag, &system);
    if (!outcome) {
        show_word(stdout, 0, options->file);
        printf(": system '%s' with %u VM%s: no mistakes\n", system.manifest->system, vms,
               vms == 1 ? "" : "s");
    }
    for (uint32_t i = 0; i < vms && options->run.verbose; i++)
        rootfs_each_outside(&system.plans[i], show_outside, system.manifest->vms[i].name);
    unload(&diag, &system);
    return outcome;
}

static enum outcome make_image(const struct options *options, struct diag *diag,
                               struct system *system, struct buffer *bootable, uint64_t *memory)
{
    enum outcome outcome = system_build(system, diag, options->run.machine, options->run.verbose,
                                        bootable, memory);

    diag_print(diag, stderr);
    return outcome;
}

static enum outcome write_image(const struct options *options, const char *path,
                                struct buffer *bootable)
{
    if (options->iso)
        return iso_write(path, bootable, options->run.verbose);
    if (file_write(path, bootable->data, bootable->size, output_mode()))
        return OUTCOME_OK;
    return host_error("%s: %s", path, strerror(errno));
}

int build_work(const struct options *options)
{
    struct diag diag = {0};
    struct system system = {0};
    struct buffer bootable = {0};
    uint64_t memory;
    char *path = NULL;
    enum outcome outcome = load(options->file, &diag, &system);

    if (!outcome) {
        path = options->output
                   ? text("%s", options->output)
                   : text("%s.%s", system.manifest->system, options->iso ? "iso" : "elf");
        outcome = output_check(path, options->file);
    }
    if (!outcome)
        outcome = make_image(options, &diag, &system, &bootable, &memory);
    if (!outcome)
        outcome = write_image(options, path, &bootable);
    if (!outcome) {
        show_word(stdout, 0, path);
        printf(": needs %llu MiB of memory%s\n", (unsigned long long)(memory >> 20),
               options->iso ? ", beside what firmware and boot loader take" : "");
    }
    buffer_free(&bootable);
    free(path);
    unload(&diag, &system);
    return outcome;
}

/* Runs the system, with a runtime folder if others are to reach it. */
static int run_here(const struct buffer *bootable, uint64_t memory, const struct strings *arguments,
                    const struct manifest *manifest, struct run_options *how)
{
    struct home home = {0};

    if ((how->detached || manifest->control != CONTROL_NONE) && home_open(&home, manifest->system))
        return outcome_base + OUTCOME_HOST;
    how->folder = home.folder;
    how->name = home.name;
    int result = run_image(bootable, memory, arguments, manifest, how);

    home_close(&home, result);
    return result;
}

int run_work(const struct options *options)
{
    struct diag diag = {0};
    struct system system = {0};
    struct devices devices = {0};
    struct buffer bootable = {0};
    struct run_options how = options->run;
    uint64_t memory;
    int result = load(options->file, &diag, &system);

    system.usage = how.usage ? &how.usage_seconds : NULL;
    if (!result)
        result = make_image(options, &diag, &system, &bootable, &memory);
    how.iommu = !result && manifest_wants_iommu(system.manifest);
    if (how.iommu && strcmp(how.machine, TARGET_MACHINE))
        result = host_error(
            "machine '%s' has no IOMMU, which the system's PCI devices need: use " TARGET_MACHINE
            ", or say 'dma: trusted' in the manifest",
            how.machine);
    if (!result)
        result = devices_open(system.manifest, &devices);
    if (result)
        result += outcome_base;
    else if (!how.detached || detach(&result))
        result = run_here(&bootable, memory, &devices.arguments, system.manifest, &how);
    devices_close(&devices);
    buffer_free(&bootable);
    unload(&diag, &system);
    return result;
}

int ps_work(const struct options *options)
{
    return live_ps(&options->live, options->json);
}

int top_work(const struct options *options)
{
    return live_top(&options->live, options->json);
}

int logs_work(const struct options *options)
{
    return live_logs(&options->live, options->file);
}

int kill_work(const struct options *options)
{
    return live_kill(&options->live, options->file);
}

int restart_work(const struct options *options)
{
    return live_restart(&options->live, options->file);
}

int stop_work(const struct options *options)
{
    return live_stop(&options->live);
}

int fault_work(const struct options *options)
{
    struct diag diag = {0};
    struct system system = {0};
    struct devices devices = {0};
    struct buffer bootable = {0};
    struct fault_options how = options->fault;
    uint64_t memory;
    int result = load(options->file, &diag, &system);

    how.verbose = options->run.verbose;
    if (!result && how.json)
        result = output_check(how.json, options->file);
    if (!result)
        result = make_image(options, &diag, &system, &bootable, &memory);
    if (!result)
        result = devices_open(system.manifest, &devices);
    if (result)
        result += outcome_base;
    else
        result = fault_run(&bootable, memory, &devices.arguments, system.manifest, &how);
    devices_close(&devices);
    buffer_free(&bootable);
    unload(&diag, &system);
    return result;
}

int crash_work(const struct options *options)
{
    struct crash_options how = options->crash;

    how.verbose = options->run.verbose;
    how.json = options->json;
    return crash_run(options->file, &how);
}

int size_work(const struct options *options)
{
    struct diag diag = {0};
    struct system system = {0};
    enum outcome outcome = load(options->file, &diag, &system);

    if (!outcome)
        outcome = system_size(&system, options->json, options->run.verbose);
    unload(&diag, &system);
    return outcome;
}

int graph_work(const struct options *options)
{
    struct diag diag = {0};
    struct system system = {0};
    enum outcome outcome = load(options->file, &diag, &system);

    if (!outcome)
        graph_print(system.manifest);
    unload(&diag, &system);
    return outcome;
}

/* Reports the mistakes of both manifests. */
int diff_work(const struct options *options)
{
    struct diag old_diag = {0}, new_diag = {0};
    struct system old = {0}, new = {0};
    const char *old_file = options->operands[0], *new_file = options->operands[1];
    int result = load(old_file, &old_diag, &old);

    result |= load(new_file, &new_diag, &new);
    if (result)
        result += outcome_base;
    else
        result = diff_show(&(struct side){old_file, &old}, &(struct side){new_file, &new},
                           options->json);
    unload(&old_diag, &old);
    unload(&new_diag, &new);
    return result;
}

int features_work(const struct options *options)
{
    return options->program ? features_for(options->program, options->root) : features_show();
}

int init_work(const struct options *options)
{
    return init_run(
        &(struct init_options){options->file, &options->linux_vms, &options->native_vms});
}

int import_work(const struct options *options)
{
    return netbsd_import(options->file);
}

/* Prints a manual page or the script for a shell. */
static int show_made(const struct options *options)
{
    const char *word = options->man ? options->man : options->shell;
    char *keys = help_words();
    bool known = true;

    if (!options->man)
        known = show_completion(word, keys);
    else if (!strcmp(word, "evm.1"))
        show_man();
    else if (!strcmp(word, "evm-manifest.5"))
        help_man();
    else
        known = false;
    free(keys);
    return known
               ? OUTCOME_OK
               : wrong_usage("help ",
                             options->man ? "--man '%s' is wrong: expected evm.1 or evm-manifest.5"
                                          : "--completion '%s' is wrong: expected bash, zsh or "
                                            "fish",
                             word);
}

/* A word may be a key and a verb: `run`. */
int help_work(const struct options *options)
{
    const struct verb *verb = options->file ? find_verb(options->file) : NULL;

    if (options->man || options->shell)
        return show_made(options);
    if (options->markdown) {
        help_tables();
        return OUTCOME_OK;
    }
    if (!options->file) {
        show_verbs();
        help_names();
        return OUTCOME_OK;
    }
    bool key = help_key(options->file);

    if (key && verb)
        putchar('\n');
    if (verb)
        show_verb(verb);
    return key || verb ? OUTCOME_OK : help_unknown(options->file);
}
