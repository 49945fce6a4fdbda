/* SPDX-License-Identifier: BSD-2-Clause */
#include "programs.h"

#include <stdlib.h>
#include <string.h>

#include "linux/build.h"

enum outcome programs_open(struct programs *programs, const struct system *system, bool verbose)
{
    const struct manifest *manifest = system->manifest;
    struct buffer image = {0};
    uint64_t pages = 0;
    enum outcome outcome;

    *programs = (struct programs){.system = system};
    outcome = parts_make(system, verbose, &programs->parts);
    programs->program = need((programs->parts.count + 1) * sizeof(*programs->program));
    if (!outcome)
        outcome = image_write(manifest->system, manifest->mitigate, programs->parts.part,
                              programs->parts.count, &image, &pages);
    if (!outcome)
        programs->image = ((const struct evm_image *)image.data)->checksum;
    buffer_free(&image);
    if (outcome)
        programs_close(programs);
    return outcome;
}

void programs_close(struct programs *programs)
{
    if (!programs->system)
        return;
    for (uint32_t i = 0; i < programs->parts.count; i++) {
        symbols_close(programs->program[i].symbols);
        free(programs->program[i].file);
    }
    free(programs->program);
    parts_free(&programs->parts, programs->system->manifest->vm_count);
    *programs = (struct programs){0};
}

static const struct vm *vm_of(const struct programs *programs, uint32_t part)
{
    uint32_t first = manifest_component(0);

    return part < first ? NULL : &programs->system->manifest->vms[part - first];
}

/* A guest kernel's symbols are in a file of their own. */
static char *symbol_file(const struct programs *programs, uint32_t part)
{
    const struct vm *vm = vm_of(programs, part);
    const char *file = programs->parts.part[part].file;
    char *debug = vm && vm->guest == GUEST_LINUX ? linux_debug(&vm->features) : NULL;

    return debug ? debug : file ? text("%s", file) : NULL;
}

/* Returns the number of the part of that name, or -1. */
static int part_named(const struct programs *programs, const char *name)
{
    for (uint32_t i = 0; programs->system && i < programs->parts.count; i++)
        if (!strcmp(programs->parts.part[i].name, name))
            return (int)i;
    return -1;
}

static struct crash_program *program_named(struct programs *programs, const char *name)
{
    int part = part_named(programs, name);
    struct crash_program *program = part >= 0 ? &programs->program[part] : NULL;
    const char *problem;

    if (!program || program->tried)
        return program;
    program->tried = true;
    program->file = symbol_file(programs, part);
    program->symbols = program->file ? symbols_open(program->file, &problem) : NULL;
    if (program->file && !program->symbols)
        host_error("%s: %s", program->file, problem);
    return program;
}

const char *programs_file(struct programs *programs, const char *name)
{
    const struct crash_program *program = program_named(programs, name);

    return program && program->symbols ? program->file : NULL;
}

char *programs_source(const struct programs *programs, const char *name)
{
    int part = part_named(programs, name);
    const struct vm *vm = part >= 0 ? vm_of(programs, (uint32_t)part) : NULL;

    return vm && vm->guest == GUEST_LINUX ? linux_source(&vm->features) : NULL;
}

struct crash_place programs_find(struct programs *programs, const char *name, uint64_t address)
{
    const struct crash_program *program = program_named(programs, name);

    return program && program->symbols ? symbols_find(program->symbols, address)
                                       : (struct crash_place){0};
}

/* Returns true if the component's name is that of the disk or switch, a dot, and more. */
static bool is_part_of(const char *component, const char *name)
{
    size_t length = strlen(name);

    return !strncmp(component, name, length) && component[length] == '.';
}

/* A component that the tool has added belongs to a disk or a switch. */
static struct place owner_place(const struct manifest *manifest, const char *component)
{
    for (uint32_t i = 0; i < manifest->disk_count; i++)
        if (is_part_of(component, manifest->disks[i].name))
            return manifest_item_place(manifest, "disks", i, "", -1);
    for (uint32_t i = 0; i < manifest->switch_count; i++)
        if (is_part_of(component, manifest->switches[i].name))
            return manifest_item_place(manifest, "switches", i, "", -1);
    return (struct place){0};
}

struct place programs_place(const struct programs *programs, const char *name)
{
    int part = part_named(programs, name), first = (int)manifest_component(0);
    struct place place = {0};

    if (part < first)
        return place;
    place = manifest_place(programs->system->manifest, part - first, "name", -1);
    return place.line ? place : owner_place(programs->system->manifest, name);
}
