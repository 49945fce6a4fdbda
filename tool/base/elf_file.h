/* SPDX-License-Identifier: BSD-2-Clause */
/* Reading of ELF files for x86-64: a thin layer over libelf that trusts no offset or size in the
 * file. Nothing is mapped, since another process may cut the file off while it is read. */
#ifndef ELF_FILE_H
#define ELF_FILE_H

#include <gelf.h>

#include "base.h"

struct elf {
    char *path;
    int fd;
    size_t size;
    Elf *handle;
    GElf_Ehdr header;
    char *interpreter; /* NULL: none, or not read yet */
};

/* Opens an x86-64 ELF file. NULL with *problem set, a phrase like "is not an ELF file": why not. */
struct elf *elf_open(const char *path, const char **problem);
void elf_close(struct elf *elf);

/* True if the file begins as an ELF file does. */
bool elf_magic(const void *bytes, size_t size);

/* Adds `bytes` of the file to a buffer; false: the file has been cut off since it was opened, or
 * cannot be read. */
bool elf_read(const struct elf *elf, uint64_t offset, uint64_t bytes, struct buffer *to);

/* Program header `index`, whose bytes lie within the file; false: there is none. */
bool elf_segment(const struct elf *elf, unsigned index, GElf_Phdr *segment);
/* Value of a symbol; false: not there or not defined. */
bool elf_symbol(const struct elf *elf, const char *name, uint64_t *value);

/* Function symbols, sorted by address, one for each address; to be freed. Names belong to `elf`. */
struct elf_function {
    uint64_t address;
    const char *name;
};
struct elf_function *elf_functions(const struct elf *elf, unsigned *count);

/* Of a dynamically linked file: its interpreter (NULL: none) and the strings of all entries `tag`
 * (DT_NEEDED, ...). */
const char *elf_interpreter(struct elf *elf);
void elf_dynamic(const struct elf *elf, int64_t tag, struct strings *values);

#endif
