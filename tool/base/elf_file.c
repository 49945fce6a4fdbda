/* SPDX-License-Identifier: BSD-2-Clause */
#include "elf_file.h"

#include <errno.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "files.h"
#include "target.h"

#define DYNAMIC_MOST 1024           /* entries of a file; a real one has far fewer */
#define PATH_LISTS   (4 * PATH_MAX) /* bytes of a list of folders */

bool elf_magic(const void *bytes, size_t size)
{
    return size >= SELFMAG && !memcmp(bytes, ELFMAG, SELFMAG);
}

static const char *open_problem(void)
{
    switch (errno) {
    case EISDIR:
        return "is a folder";
    case EBADFD:
        return file_error();
    case ENOENT:
        return "does not exist";
    case EACCES:
        return "may not be read by this user";
    default:
        return "cannot be read";
    }
}

/* Opens the file; false: *problem is set. */
static bool open_regular(struct elf *elf, const char **problem)
{
    struct stat status;

    elf->fd = file_open(elf->path);
    *problem = "is not an ELF file";
    if (elf->fd < 0 || fstat(elf->fd, &status)) {
        *problem = open_problem();
        return false;
    }
    elf->size = status.st_size;
    return true;
}

bool elf_read(const struct elf *elf, uint64_t offset, uint64_t bytes, struct buffer *to)
{
    if (offset > elf->size || bytes > elf->size - offset)
        return false;
    for (char *at = buffer_extend(to, bytes); bytes;) {
        ssize_t done = pread(elf->fd, at, bytes, offset);

        if (done == 0 || (done < 0 && errno != EINTR))
            return false;
        at += done > 0 ? done : 0;
        offset += done > 0 ? done : 0;
        bytes -= done > 0 ? done : 0;
    }
    return true;
}

static bool has_magic(const struct elf *elf)
{
    char magic[SELFMAG];

    return elf_magic(magic, pread(elf->fd, magic, SELFMAG, 0) == SELFMAG ? SELFMAG : 0);
}

static bool segments_within_file(const struct elf *elf)
{
    GElf_Phdr segment;
    size_t count;

    if (elf_getphdrnum(elf->handle, &count))
        return false;
    for (size_t i = 0; i < count; i++)
        if (!gelf_getphdr(elf->handle, i, &segment) || segment.p_offset > elf->size ||
            segment.p_filesz > elf->size - segment.p_offset)
            return false;
    return true;
}

struct elf *elf_open(const char *path, const char **problem)
{
    struct elf *elf = need(sizeof(*elf));

    elf_version(EV_CURRENT);
    elf->path = text("%s", path);
    if (!open_regular(elf, problem) || !has_magic(elf))
        goto fail;
    elf->handle = elf_begin(elf->fd, ELF_C_READ, NULL);
    if (!elf->handle || !gelf_getehdr(elf->handle, &elf->header)) {
        *problem = "is a damaged ELF file";
        goto fail;
    }
    *problem = target_elf_problem(elf->header.e_machine, elf->header.e_ident[EI_CLASS]);
    if (*problem)
        goto fail;
    if (!segments_within_file(elf)) {
        *problem = "is an ELF file that was cut off";
        goto fail;
    }
    return elf;
fail:
    elf_close(elf);
    return NULL;
}

void elf_close(struct elf *elf)
{
    if (!elf)
        return;
    elf_end(elf->handle);
    if (elf->fd >= 0)
        close(elf->fd);
    free(elf->interpreter);
    free(elf->path);
    free(elf);
}

bool elf_segment(const struct elf *elf, unsigned index, GElf_Phdr *segment)
{
    size_t count;

    return !elf_getphdrnum(elf->handle, &count) && index < count &&
           gelf_getphdr(elf->handle, index, segment);
}

/* Calls `visit` for each symbol that the section of that type defines, or does not define, until it
 * returns true; returns whether it did. */
static bool each_in(const struct elf *elf, uint32_t type, bool defined,
                    bool (*visit)(const GElf_Sym *, const char *, void *), void *argument)
{
    for (Elf_Scn *section = NULL; (section = elf_nextscn(elf->handle, section));) {
        GElf_Shdr header;
        Elf_Data *data;
        GElf_Sym symbol;

        if (!gelf_getshdr(section, &header) || header.sh_type != type)
            continue;
        data = elf_getdata(section, NULL);
        for (int i = 0; data && gelf_getsym(data, i, &symbol); i++) {
            const char *name = elf_strptr(elf->handle, header.sh_link, symbol.st_name);

            if (name && *name && (symbol.st_shndx != SHN_UNDEF) == defined &&
                visit(&symbol, name, argument))
                return true;
        }
        return false; /* a sound file has one such section */
    }
    return false;
}

/* The same for each symbol that .symtab defines. */
static bool each_symbol(const struct elf *elf,
                        bool (*visit)(const GElf_Sym *, const char *, void *), void *argument)
{
    return each_in(elf, SHT_SYMTAB, true, visit, argument);
}

struct visitor {
    void (*visit)(const char *name, void *argument);
    void *argument;
};

static bool pass_name(const GElf_Sym *symbol, const char *name, void *argument)
{
    const struct visitor *visitor = argument;

    (void)symbol;
    visitor->visit(name, visitor->argument);
    return false;
}

void elf_imports(const struct elf *elf, void (*visit)(const char *, void *), void *argument)
{
    each_in(elf, SHT_DYNSYM, false, pass_name, &(struct visitor){visit, argument});
}

void elf_names(const struct elf *elf, void (*visit)(const char *, void *), void *argument)
{
    each_symbol(elf, pass_name, &(struct visitor){visit, argument});
}

struct wanted {
    const char *name;
    uint64_t *value;
};

static bool is_wanted(const GElf_Sym *symbol, const char *name, void *argument)
{
    struct wanted *wanted = argument;

    if (strcmp(name, wanted->name))
        return false;
    *wanted->value = symbol->st_value;
    return true;
}

bool elf_symbol(const struct elf *elf, const char *name, uint64_t *value)
{
    return each_symbol(elf, is_wanted, &(struct wanted){name, value});
}

struct functions {
    struct elf_function *item;
    unsigned count;
};

static bool add_function(const GElf_Sym *symbol, const char *name, void *argument)
{
    struct functions *functions = argument;

    if (GELF_ST_TYPE(symbol->st_info) == STT_FUNC) {
        functions->item = need_room(functions->item, functions->count, sizeof(*functions->item));
        functions->item[functions->count++] = (struct elf_function){symbol->st_value, name};
    }
    return false;
}

static int compare_functions(const void *left, const void *right)
{
    const struct elf_function *a = left, *b = right;

    if (a->address != b->address)
        return a->address < b->address ? -1 : 1;
    return strcmp(a->name, b->name);
}

struct elf_function *elf_functions(const struct elf *elf, unsigned *count)
{
    struct functions functions = {0};

    each_symbol(elf, add_function, &functions);
    if (functions.count)
        qsort(functions.item, functions.count, sizeof(*functions.item), compare_functions);
    *count = 0;
    for (unsigned i = 0; i < functions.count; i++)
        if (!*count || functions.item[*count - 1].address != functions.item[i].address)
            functions.item[(*count)++] = functions.item[i];
    return functions.item;
}

const char *elf_interpreter(struct elf *elf)
{
    struct buffer path = {0};
    GElf_Phdr segment;

    for (unsigned i = 0; !elf->interpreter && elf_segment(elf, i, &segment); i++) {
        path.size = 0;
        if (segment.p_type == PT_INTERP && segment.p_filesz > 1 && segment.p_filesz <= PATH_MAX &&
            elf_read(elf, segment.p_offset, segment.p_filesz, &path) && !path.data[path.size - 1])
            elf->interpreter = text("%s", path.data);
    }
    buffer_free(&path);
    return elf->interpreter;
}

void elf_dynamic(const struct elf *elf, int64_t tag, struct strings *values)
{
    for (Elf_Scn *section = NULL; (section = elf_nextscn(elf->handle, section));) {
        GElf_Shdr header;
        Elf_Data *data;
        GElf_Dyn entry;

        if (!gelf_getshdr(section, &header) || header.sh_type != SHT_DYNAMIC)
            continue;
        data = elf_getdata(section, NULL);
        for (int i = 0; data && gelf_getdyn(data, i, &entry) && entry.d_tag != DT_NULL; i++) {
            const char *value = entry.d_tag == tag
                                    ? elf_strptr(elf->handle, header.sh_link, entry.d_un.d_val)
                                    : NULL;

            if (value && values->count < DYNAMIC_MOST && strnlen(value, PATH_LISTS) < PATH_LISTS)
                strings_add(values, value);
        }
        return; /* a sound file has one such section */
    }
}
