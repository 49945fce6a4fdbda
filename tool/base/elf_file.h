/* SPDX-License-Identifier: BSD-2-Clause */
/* Reads ELF files for the target: a thin layer over libelf that trusts no offset or size in the
 * file. It maps nothing, since another process may truncate the file meanwhile. */
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

/* Opens an ELF file for the target. Returns NULL after an error; *problem: a phrase like "is not an
 * ELF file". */
struct elf *elf_open(const char *path, const char **problem);
void elf_close(struct elf *elf);

/* True if the file begins as an ELF file does. */
bool elf_magic(const void *bytes, size_t size);

/* Adds `bytes` of the file to a buffer. Returns false if the file has been truncated since it was
 * opened, or cannot be read. */
bool elf_read(const struct elf *elf, uint64_t offset, uint64_t bytes, struct buffer *to);

/* Gets program header `index`, whose bytes lie within the file. Returns false if there is none. */
bool elf_segment(const struct elf *elf, unsigned index, GElf_Phdr *segment);
/* Gets the value of a symbol. Returns false if it is missing or undefined. */
bool elf_symbol(const struct elf *elf, const char *name, uint64_t *value);

/* Function symbols, sorted by address, one for each address; to be freed. Names belong to `elf`. */
struct elf_function {
    uint64_t address;
    const char *name;
};
struct elf_function *elf_functions(const struct elf *elf, unsigned *count);

/* Call `visit` for the name of each symbol that the file imports from libraries, or that it has
 * itself. */
void elf_imports(const struct elf *elf, void (*visit)(const char *name, void *argument),
                 void *argument);
void elf_names(const struct elf *elf, void (*visit)(const char *name, void *argument),
               void *argument);

/* Get the interpreter of a dynamically linked file (NULL: none), and the strings of all its entries
 * `tag` (DT_NEEDED, ...). */
const char *elf_interpreter(struct elf *elf);
void elf_dynamic(const struct elf *elf, int64_t tag, struct strings *values);

#endif
