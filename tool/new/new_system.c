/* SPDX-License-Identifier: BSD-2-Clause */
#include "new_system.h"

#include <ctype.h>
#include <errno.h>
#include <libgen.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "base/ending.h"
#include "base/files.h"
#include "base/shown.h"
#include "features/features.h"
#include "files.h"
#include "system/system.h"

/* ---- What it has ----------------------------------------------------------------------------- */

/* Returns the last part of a path; the caller frees it. */
static char *last_part(const char *path)
{
    char *copy = text("%s", path), *name = text("%s", basename(copy));

    free(copy);
    return name;
}

static enum outcome add_vm(struct new_system *system, struct new_vm vm)
{
    system->vms = need_room(system->vms, system->count, sizeof(*system->vms));
    system->vms[system->count++] = vm;
    for (uint32_t i = 0; i + 1 < system->count; i++)
        if (!strcmp(system->vms[i].name, vm.name)) {
            char *harmless = shown(vm.name, false);

            host_error("init: there are two VMs '%s'; expected different names", harmless);
            free(harmless);
            return OUTCOME_USAGE;
        }
    return OUTCOME_OK;
}

/* Adds a VM for a program: named after it, with the features that it will likely need. */
static enum outcome add_program(struct new_system *system, const char *program)
{
    struct new_vm vm = {.name = last_part(program), .program = realpath(program, NULL)};
    enum outcome outcome = OUTCOME_OK;

    for (char *at = vm.name; *at; at++)
        if (!isalnum((unsigned char)*at))
            *at = '-';
    if (!vm.program) {
        char *harmless = shown(program, false);

        host_error("init: %s: %s; expected the path of a program, or a name", harmless,
                   strerror(errno));
        free(harmless);
        outcome = OUTCOME_MISTAKE;
    } else {
        outcome = features_of(vm.program, &vm.features);
    }
    enum outcome added = add_vm(system, vm);

    return outcome ? outcome : added;
}

static enum outcome add_vms(struct new_system *system, const struct init_options *options)
{
    enum outcome outcome = OUTCOME_OK;

    for (uint32_t i = 0; i < options->linux_vms->count && !outcome; i++) {
        const char *word = options->linux_vms->item[i];

        outcome = strchr(word, '/') ? add_program(system, word)
                                    : add_vm(system, (struct new_vm){.name = text("%s", word)});
    }
    for (uint32_t i = 0; i < options->native_vms->count && !outcome; i++)
        outcome = add_vm(system, (struct new_vm){.name = text("%s", options->native_vms->item[i]),
                                                 .native = true});
    if (!system->count && !outcome)
        outcome = add_vm(system, (struct new_vm){.name = text("hello")});
    return outcome;
}

/* Names become names of files and keys, so a bad one is refused before any file is made. */
static enum outcome check_names(const struct new_system *system)
{
    for (uint32_t i = 0; i <= system->count; i++) {
        const char *name = i ? system->vms[i - 1].name : system->name;

        if (good_name(name, EVM_NAME - 1))
            continue;
        char *harmless = shown(name, false);

        host_error("init: %s '%s' is a bad name; expected at most %d letters, digits, '-' or '_', "
                   "a letter or digit first",
                   i ? "VM" : "system", harmless, EVM_NAME - 1);
        free(harmless);
        return OUTCOME_USAGE;
    }
    return OUTCOME_OK;
}

/* ---- The folder ------------------------------------------------------------------------------ */

static enum outcome write_system(const struct new_system *system)
{
    char *name = text("%s.yaml", system->name), *contents = NULL;
    size_t size;
    FILE *out = open_memstream(&contents, &size);
    enum outcome outcome = OUTCOME_HOST;

    if (out) {
        write_manifest(out, system);
        fclose(out);
        outcome = write_file(system, name, contents, size);
    }
    if (!outcome)
        outcome = make_native(system);
    free(name);
    free(contents);
    return outcome;
}

/* Checks the manifest as `evm check` does: its rules know reserved names, for example. */
static enum outcome check_system(const struct new_system *made)
{
    char *path = text("%s/%s.yaml", made->folder, made->name);
    struct diag diag = {.file = path};
    struct system system = {0};

    system_load(&diag, &system);
    diag_print(&diag, stderr);
    enum outcome outcome = diag.count ? OUTCOME_USAGE : OUTCOME_OK;

    system_free(&system);
    diag_free(&diag);
    free(path);
    return outcome;
}

/* Makes the folder. Until ending_forget(), a signal removes it, too. */
static enum outcome make_folder(const char *folder)
{
    sigset_t old;

    ending_block(&old);
    int failed = mkdir(folder, 0777), error = errno;

    if (!failed)
        ending_add(folder);
    ending_unblock(&old);
    if (!failed)
        return OUTCOME_OK;
    bool there = error == EEXIST;
    char *harmless = shown(folder, false);

    host_error("init: %s: %s; expected %s", harmless, strerror(error),
               there ? "the name of a new folder" : "a place where a folder can be made");
    free(harmless);
    return there ? OUTCOME_USAGE : OUTCOME_HOST;
}

static enum outcome make_system(const struct new_system *system)
{
    enum outcome outcome = make_folder(system->folder);

    if (outcome)
        return outcome;
    outcome = write_system(system);
    if (!outcome)
        outcome = check_system(system);
    if (outcome)
        file_remove(system->folder);
    ending_forget(system->folder);
    if (outcome)
        return outcome;
    show_word(stdout, 0, system->folder);
    printf(": the system '%s' with %u VM%s. Now:\n  cd ", system->name, system->count,
           system->count == 1 ? "" : "s");
    show_word(stdout, 0, system->folder);
    printf("\n  evm check %s.yaml\n  evm run %s.yaml\n", system->name, system->name);
    return OUTCOME_OK;
}

enum outcome init_run(const struct init_options *options)
{
    struct new_system system = {.folder = options->folder, .name = last_part(options->folder)};
    enum outcome outcome = add_vms(&system, options);

    if (!outcome)
        outcome = check_names(&system);
    if (!outcome)
        outcome = make_system(&system);
    for (uint32_t i = 0; i < system.count; i++) {
        free(system.vms[i].name);
        free(system.vms[i].program);
        strings_free(&system.vms[i].features);
    }
    free(system.vms);
    free(system.name);
    return outcome;
}
