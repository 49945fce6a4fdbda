/* SPDX-License-Identifier: BSD-2-Clause */
#include "archive.h"

#include <ar.h>
#include <ctype.h>
#include <endian.h>
#include <errno.h>
#include <gelf.h>
#include <stdlib.h>
#include <string.h>

#include "base/files.h"
#include "target.h"

/* prefix of the kernel's version text; a digit follows */
#define VERSION      "NetBSD "
#define VERSION_MAX  60
#define VERSIONS_MAX 255 /* a higher number is no version of the interface */
/* most bytes of all names of symbols, since many names may share bytes of an archive */
#define NAMES_MOST (64ul << 20)

/* The object of an archive at hand. */
struct member {
    const char *path, *name;
    Elf *elf;
    size_t names; /* section with the names of sections */
    struct netbsd_archive *info;
    size_t *name_bytes; /* of all symbols so far */
    char **problem;
};

static bool fail(const struct member *member, const char *what)
{
    *member->problem = text("%s: member '%s' %s", member->path, member->name, what);
    return false;
}

static const char *section_name(const struct member *member, const GElf_Shdr *header)
{
    const char *name = elf_strptr(member->elf, member->names, header->sh_name);

    return name ? name : "";
}

/* Finds the kernel's version text, if these bytes have it. */
static void find_version(struct netbsd_archive *info, const Elf_Data *data)
{
    const char *bytes = data->d_buf, *end = bytes + data->d_size, *found;
    const size_t length = strlen(VERSION);

    while (!info->version && bytes && (found = memmem(bytes, end - bytes, VERSION, length))) {
        size_t size = 0;

        bytes = found + length;
        while (found + size < end && size < VERSION_MAX && isprint((unsigned char)found[size]))
            size++;
        if (bytes < end && isdigit((unsigned char)*bytes))
            info->version = text("%.*s", (int)size, found);
    }
}

static void add_section(const struct member *member, Elf_Scn *section, const GElf_Shdr *header)
{
    struct netbsd_archive *info = member->info;
    const Elf_Data *data;

    if (!(header->sh_flags & SHF_ALLOC) || header->sh_type == SHT_NOTE ||
        !strcmp(section_name(member, header), ".eh_frame")) /* these are not linked in */
        return;
    if (header->sh_type == SHT_NOBITS)
        info->bss += header->sh_size;
    else if (header->sh_flags & SHF_WRITE)
        info->data += header->sh_size;
    else
        info->text += header->sh_size;
    if (header->sh_type == SHT_PROGBITS && !(header->sh_flags & SHF_EXECINSTR) &&
        (data = elf_getdata(section, NULL)))
        find_version(info, data);
}

static bool add_symbols(const struct member *member, Elf_Scn *section, const GElf_Shdr *header)
{
    struct netbsd_archive *info = member->info;
    Elf_Data *data = elf_getdata(section, NULL);
    GElf_Sym symbol;

    if (!data)
        return fail(member, "has a damaged symbol table; expected a sound object");
    for (int i = header->sh_info; gelf_getsym(data, i, &symbol); i++) { /* local ones are before */
        const char *name = elf_strptr(member->elf, header->sh_link, symbol.st_name);
        bool weak = GELF_ST_BIND(symbol.st_info) == STB_WEAK;
        enum symbol_kind kind = weak ? SYMBOL_WEAK : SYMBOL_DEFINED;

        /* an undefined weak symbol needs no definition */
        if (!name || !*name || (symbol.st_shndx == SHN_UNDEF && weak))
            continue;
        if (symbol.st_shndx == SHN_UNDEF || symbol.st_shndx == SHN_COMMON)
            kind = symbol.st_shndx == SHN_UNDEF ? SYMBOL_NEEDED : SYMBOL_COMMON;
        info->thread_local_data |= GELF_ST_TYPE(symbol.st_info) == STT_TLS;
        *member->name_bytes += strlen(name) + sizeof(symbol);
        if (*member->name_bytes > NAMES_MOST)
            return fail(member,
                        "has names of symbols of more than 64 MiB; expected a sound object");
        info->symbols = need_room(info->symbols, info->symbol_count, sizeof(*info->symbols));
        info->symbols[info->symbol_count++] = (struct symbol){text("%s", name), kind,
                                                              symbol.st_size};
    }
    return true;
}

/* Finds the version that the code passes as first argument of the call at `offset`. */
static void find_interface(const struct member *member, unsigned section, uint64_t offset)
{
    Elf_Scn *code = elf_getscn(member->elf, section);
    const Elf_Data *data = code ? elf_getdata(code, NULL) : NULL;
    uint32_t value;

    if (!data || !data->d_buf || offset > data->d_size)
        return;
    value = target_first_argument(data->d_buf, offset, VERSIONS_MAX);
    if (value)
        member->info->interface = value;
}

static bool check_relocations(const struct member *member, Elf_Scn *section,
                              const GElf_Shdr *header)
{
    Elf_Scn *symbol_section = elf_getscn(member->elf, header->sh_link);
    Elf_Data *data = elf_getdata(section, NULL),
             *symbols = symbol_section ? elf_getdata(symbol_section, NULL) : NULL;
    GElf_Shdr symbol_header;
    GElf_Rela relocation;
    GElf_Sym symbol;

    if (!data || !symbols || !gelf_getshdr(symbol_section, &symbol_header))
        return fail(member, "has damaged relocations; expected a sound object");
    for (int i = 0; gelf_getrela(data, i, &relocation); i++) {
        unsigned type = GELF_R_TYPE(relocation.r_info);
        const char *name = NULL;

        if (gelf_getsym(symbols, GELF_R_SYM(relocation.r_info), &symbol))
            name = elf_strptr(member->elf, symbol_header.sh_link, symbol.st_name);
        if (target_relocation(type) == TARGET_UNLINKABLE) {
            *member->problem = text(
                "%s: member '%s' has a relocation of type %u to '%s', as code for shared "
                "libraries has; expected the archive that is not for those (no _pic.a)",
                member->path, member->name, type, name ? name : "");
            return false;
        }
        if (target_relocation(type) == TARGET_POSITION_INDEPENDENT)
            member->info->position_independent = true;
        if (name && !strcmp(name, NETBSD_INIT))
            find_interface(member, header->sh_info, relocation.r_offset);
    }
    return true;
}

static bool read_member(const struct member *member)
{
    GElf_Ehdr header;
    GElf_Shdr section_header;
    bool good = true;

    if (elf_kind(member->elf) != ELF_K_ELF || !gelf_getehdr(member->elf, &header) ||
        header.e_type != ET_REL)
        return fail(member, "is not an object; expected ELF objects for " TARGET_NAME);
    if (gelf_getclass(member->elf) != ELFCLASS64)
        return fail(member, "is 32-bit; expected 64-bit objects for " TARGET_NAME);
    if (target_elf_problem(header.e_machine, ELFCLASS64))
        return fail(member, "is for another machine; expected objects for " TARGET_NAME);
    for (Elf_Scn *section = NULL; good && (section = elf_nextscn(member->elf, section));) {
        if (!gelf_getshdr(section, &section_header))
            return fail(member, "is damaged; expected a sound object");
        add_section(member, section, &section_header);
        if (section_header.sh_type == SHT_SYMTAB)
            good = add_symbols(member, section, &section_header);
        else if (section_header.sh_type == SHT_RELA)
            good = check_relocations(member, section, &section_header);
    }
    return good;
}

static int compare(const void *left, const void *right)
{
    const struct symbol *a = left, *b = right;
    int order = strcmp(a->name, b->name);

    if (order)
        return order;
    if (a->kind != b->kind)
        return a->kind < b->kind ? 1 : -1;
    return a->size < b->size ? 1 : a->size > b->size ? -1 : 0;
}

/* Sorts the symbols and keeps the strongest of each name. */
static void merge_symbols(struct netbsd_archive *info)
{
    unsigned kept = 0;

    if (info->symbol_count)
        qsort(info->symbols, info->symbol_count, sizeof(*info->symbols), compare);
    for (unsigned i = 0; i < info->symbol_count; i++) {
        if (kept && !strcmp(info->symbols[kept - 1].name, info->symbols[i].name)) {
            free(info->symbols[i].name);
            continue;
        }
        info->symbols[kept++] = info->symbols[i];
        if (info->symbols[i].kind == SYMBOL_COMMON)
            info->bss += info->symbols[i].size;
    }
    info->symbol_count = kept;
}

static bool read_members(const char *path, Elf *archive, struct netbsd_archive *info,
                         char **problem)
{
    Elf_Cmd command = ELF_C_READ_MMAP; /* of what is in memory already */
    size_t name_bytes = 0;
    bool good = true;

    for (Elf *elf; good && (elf = elf_begin(-1, command, archive)); elf_end(elf)) {
        struct member member = {
            .path = path, .elf = elf, .info = info, .name_bytes = &name_bytes, .problem = problem};
        Elf_Arhdr *header = elf_getarhdr(elf);

        member.name = header && header->ar_name ? header->ar_name : "?";
        if (!header || *member.name != '/') { /* those are tables of the archive itself */
            elf_getshdrstrndx(elf, &member.names);
            good = read_member(&member);
        }
        command = elf_next(elf);
    }
    return good;
}

bool netbsd_archive_read(const char *path, struct netbsd_archive *info, char **problem)
{
    struct buffer file = {0}; /* read once, since the file may change meanwhile */
    bool good = file_read(path, &file);

    *info = (struct netbsd_archive){0};
    elf_version(EV_CURRENT);
    Elf *archive = good && file.size ? elf_memory(file.data, file.size) : NULL;

    if (!good)
        *problem = text("%s: %s; expected an archive of objects", path, file_error());
    else if (!(good = archive && elf_kind(archive) == ELF_K_AR))
        *problem = text("%s: is not an archive of objects; expected one for " TARGET_NAME, path);
    else
        good = read_members(path, archive, info, problem);
    elf_end(archive);
    buffer_free(&file);
    merge_symbols(info);
    if (!good)
        netbsd_archive_free(info);
    return good;
}

void netbsd_archive_free(struct netbsd_archive *info)
{
    for (unsigned i = 0; i < info->symbol_count; i++)
        free(info->symbols[i].name);
    free(info->symbols);
    free(info->version);
    *info = (struct netbsd_archive){0};
}

const struct symbol *netbsd_archive_symbol(const struct netbsd_archive *info, const char *name)
{
    unsigned low = 0, high = info->symbol_count;

    while (low < high) {
        unsigned middle = (low + high) / 2;
        int order = strcmp(info->symbols[middle].name, name);

        if (!order)
            return &info->symbols[middle];
        if (order < 0)
            low = middle + 1;
        else
            high = middle;
    }
    return NULL;
}

/* ---- The index of an archive ----------------------------------------------------------------- */

/* name of the first member, the index of symbols */
#define INDEX_NAME "/               "

bool netbsd_archive_index(const char *path, struct strings *symbols)
{
    struct buffer file = {0};
    size_t at = SARMAG + sizeof(struct ar_hdr), size = 0;
    uint32_t count;
    bool good = file_read(path, &file) && file.size > at + sizeof(count);

    if (good) {
        const struct ar_hdr *header = (void *)(file.data + SARMAG);

        good = !memcmp(header->ar_name, INDEX_NAME, sizeof(header->ar_name));
        size = good ? strtoul(header->ar_size, NULL, 10) : 0;
    }
    if (good && size <= file.size - at && size > sizeof(count)) {
        memcpy(&count, file.data + at, sizeof(count));
        size_t names = sizeof(count) * (1 + (size_t)be32toh(count));

        for (const char *name = file.data + at + names, *end = file.data + at + size; name < end;
             name += strnlen(name, end - name) + 1) {
            char *copy = text("%.*s", (int)(end - name), name);

            if (*copy)
                strings_add(symbols, copy);
            free(copy);
        }
    }
    buffer_free(&file);
    return good;
}
