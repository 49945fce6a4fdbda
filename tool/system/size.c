/* SPDX-License-Identifier: BSD-2-Clause */
#include "size.h"

#include <cos/abi.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/elf_file.h"
#include "base/files.h"
#include "base/json.h"
#include "base/shown.h"
#include "link_map.h"
#include "parts.h"
#include "rootfs/rootfs.h"

#define KIB 1024

/* A part of a component, with sizes in bytes. */
struct piece {
    char *name;
    uint64_t text, data, bss;
    uint64_t carried; /* files and disks in the image */
};

struct report {
    const struct system *system;
    const struct part *part;              /* the component at hand */
    const struct netbsd_program *program; /* its, if it is a NetBSD VM */
    const struct vm *vm;                  /* its; NULL: it is a root component */
    const struct plan *plan;              /* its, if it is a Linux VM */
    struct elf *elf;
    struct piece *pieces;
    uint32_t count;
};

static struct piece *find_piece(struct report *report, const char *name)
{
    for (uint32_t i = 0; i < report->count; i++)
        if (!strcmp(report->pieces[i].name, name))
            return &report->pieces[i];
    report->pieces = need_more(report->pieces, (report->count + 1) * sizeof(struct piece));
    report->pieces[report->count] = (struct piece){.name = text("%s", name)};
    return &report->pieces[report->count++];
}

static void add(struct piece *piece, const GElf_Shdr *section, uint64_t bytes)
{
    if (!(section->sh_flags & SHF_ALLOC))
        return;
    if (section->sh_type == SHT_NOBITS)
        piece->bss += bytes;
    else if (section->sh_flags & SHF_WRITE)
        piece->data += bytes;
    else
        piece->text += bytes;
}

/* Finds a section of the ELF file by its name. Returns false if it is missing. */
static bool find_section(const struct elf *elf, const char *name, GElf_Shdr *header)
{
    size_t names;

    if (elf_getshdrstrndx(elf->handle, &names))
        return false;
    for (Elf_Scn *section = NULL; (section = elf_nextscn(elf->handle, section));) {
        const char *found = gelf_getshdr(section, header)
                                ? elf_strptr(elf->handle, names, header->sh_name)
                                : NULL;

        if (found && !strcmp(found, name))
            return true;
    }
    return false;
}

static bool starts(const char *string, const char *start)
{
    return !strncmp(string, start, strlen(start));
}

/* Returns the user's name for the linker's input `file`: a component, a library, the client. */
static const char *piece_name(const struct report *report, const char *file)
{
    const struct netbsd_set *set = &report->system->netbsd;

    for (uint32_t i = 0; i < set->count; i++)
        if (starts(file, set->components[i].path) && file[strlen(set->components[i].path)] == '(')
            return set->components[i].name;
    if (strstr(file, netbsd_libraries[0]))
        return "C library";
    for (unsigned i = 1; netbsd_libraries[i]; i++)
        if (strstr(file, netbsd_libraries[i]))
            return "hypercall layer";
    if (starts(file, report->program->folder))
        return "client";
    for (uint32_t i = 0; i < report->vm->client_paths.count; i++)
        if (starts(file, report->vm->client_paths.item[i]))
            return "client";
    return "compiler's library";
}

static void take_piece(const char *section, const char *file, uint64_t bytes, void *argument)
{
    struct report *report = argument;
    GElf_Shdr header;

    if (bytes && find_section(report->elf, section, &header))
        add(find_piece(report, piece_name(report, file)), &header, bytes);
}

/* Adds all sections as one piece. */
static void take_program(struct report *report)
{
    struct piece *piece = find_piece(report,
                                     report->part->kind == EVM_LINUX ? "Linux kernel" : "program");
    GElf_Shdr header;

    for (Elf_Scn *section = NULL; (section = elf_nextscn(report->elf->handle, section));)
        if (gelf_getshdr(section, &header))
            add(piece, &header, header.sh_size);
}

/* Finds the pieces of the component. */
static enum outcome take_part(struct report *report)
{
    const char *problem;

    report->elf = elf_open(report->part->file, &problem);
    if (!report->elf)
        return host_error("%s: %s", report->part->file, problem);
    if (report->part->kind != EVM_NETBSD)
        take_program(report);
    else if (!link_map_read(report->program->map, take_piece, report))
        return host_error("%s: %s", report->program->map, file_error());
    for (uint32_t i = 0; i < report->part->blob_count; i++)
        find_piece(report, report->part->blobs[i].name)->carried =
            report->part->blobs[i].bytes.size;
    return OUTCOME_OK;
}

static struct piece total(const struct report *report)
{
    struct piece sum = {.name = "total"};

    for (uint32_t i = 0; i < report->count; i++) {
        sum.text += report->pieces[i].text;
        sum.data += report->pieces[i].data;
        sum.bss += report->pieces[i].bss;
        sum.carried += report->pieces[i].carried;
    }
    return sum;
}

static const char *guest_of(const struct report *report)
{
    static const char *const names[] = {
        [EVM_NATIVE] = "native", [EVM_LINUX] = "linux", [EVM_NETBSD] = "netbsd"};

    return report->vm ? names[report->part->kind] : "root component";
}

static unsigned long long kib(uint64_t pages)
{
    return pages * (COS_PAGE_SIZE / KIB);
}

/* ---- As a table ------------------------------------------------------------------------------ */

static void show_piece(const struct piece *piece)
{
    printf("  ");
    show_word(stdout, 20, piece->name);
    printf(" %10llu %10llu %10llu %10llu\n", (unsigned long long)piece->text,
           (unsigned long long)piece->data, (unsigned long long)piece->bss,
           (unsigned long long)piece->carried);
}

static void show_outside(const struct plan_entry *entry, void *first)
{
    char *path = shown(entry->path, false), *user = shown(entry->user, false);

    if (*(bool *)first)
        printf("  files of this machine that no entry of 'root' names:\n");
    *(bool *)first = false;
    printf("    %s (%llu KiB), for %s\n", path, (unsigned long long)(entry->bytes + KIB - 1) / KIB,
           user);
    free(path);
    free(user);
}

static void show_table(const struct report *report)
{
    const struct part *part = report->part;
    struct piece sum = total(report);

    printf("%s (%s)\n", part->name, guest_of(report));
    printf("  %-20s %10s %10s %10s %10s\n", "bytes", "text", "data", "bss", "carried");
    for (uint32_t i = 0; i < report->count; i++)
        show_piece(&report->pieces[i]);
    if (report->count > 1)
        show_piece(&sum);
    printf("  in the image %llu KiB; memory %llu KiB: own %llu, written data %llu, links %llu, "
           "stacks %llu, kernel objects %llu\n",
           kib(part->cost.image), kib(part_memory(part)), kib(part->ram_pages),
           kib(part->cost.written), kib(part->cost.links), kib(part->cost.stacks),
           kib(part->cost.objects));
    bool first = true;

    if (part->kind == EVM_LINUX)
        rootfs_each_outside(report->plan, show_outside, &first);
    putchar('\n');
}

/* ---- As JSON --------------------------------------------------------------------------------- */

static void show_outside_json(const struct plan_entry *entry, void *first)
{
    printf("%s\n    {\"path\": ", *(bool *)first ? "" : ",");
    json_string(stdout, entry->path);
    printf(", \"bytes\": %llu, \"for\": ", (unsigned long long)entry->bytes);
    json_string(stdout, entry->user);
    putchar('}');
    *(bool *)first = false;
}

static void show_json(const struct report *report, bool last)
{
    const struct part *part = report->part;

    printf("  {\"name\": \"%s\", \"guest\": \"%s\", \"pieces\": [\n", part->name, guest_of(report));
    for (uint32_t i = 0; i < report->count; i++) {
        const struct piece *piece = &report->pieces[i];

        printf("    {\"name\": \"%s\", \"text\": %llu, \"data\": %llu, \"bss\": %llu, \"carried\": "
               "%llu}%s\n",
               piece->name, (unsigned long long)piece->text, (unsigned long long)piece->data,
               (unsigned long long)piece->bss, (unsigned long long)piece->carried,
               i + 1 < report->count ? "," : "");
    }
    bool first = true;

    if (part->kind == EVM_LINUX) {
        printf("   ], \"outside_root\": [");
        rootfs_each_outside(report->plan, show_outside_json, &first);
    }
    printf("   ], \"image_kib\": %llu, \"memory_kib\": {\"own\": %llu, \"written\": %llu, "
           "\"links\": %llu, \"stacks\": %llu, \"objects\": %llu}}%s\n",
           kib(part->cost.image), kib(part->ram_pages), kib(part->cost.written),
           kib(part->cost.links), kib(part->cost.stacks), kib(part->cost.objects), last ? "" : ",");
}

/* ---- The system ------------------------------------------------------------------------------ */

static enum outcome show_part(const struct system *system, const struct parts *parts,
                              uint32_t index, bool json)
{
    bool root = index < manifest_component(0);
    struct report report = {.system = system, .part = &parts->part[index]};

    if (!root) {
        report.vm = &system->manifest->vms[index - manifest_component(0)];
        report.plan = &system->plans[index - manifest_component(0)];
        report.program = &parts->programs[index - manifest_component(0)];
    }
    enum outcome outcome = take_part(&report);

    if (!outcome && json)
        show_json(&report, index + 1 == parts->count);
    else if (!outcome)
        show_table(&report);
    for (uint32_t i = 0; i < report.count; i++)
        free(report.pieces[i].name);
    free(report.pieces);
    elf_close(report.elf);
    return outcome;
}

enum outcome system_size(const struct system *system, bool json, bool verbose)
{
    const char *name = system->manifest->system;
    struct buffer image = {0};
    struct parts parts;
    uint64_t memory = 0;
    enum outcome outcome = parts_make(system, verbose, &parts);

    if (!outcome)
        outcome = image_write(name, system->manifest->mitigate, parts.part, parts.count, &image,
                              &memory);
    if (!outcome && json)
        printf("{\"system\": \"%s\", \"components\": [\n", name);
    for (uint32_t i = 0; i < parts.count && !outcome; i++)
        outcome = show_part(system, &parts, i, json);
    if (!outcome)
        printf(json ? "  ], \"image_kib\": %llu, \"memory_kib\": %llu}\n"
                    : "All components: image %llu KiB; memory beside it %llu KiB\n",
               (unsigned long long)image.size / KIB, kib(memory));
    buffer_free(&image);
    parts_free(&parts, system->manifest->vm_count);
    return outcome;
}
