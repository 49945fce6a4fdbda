/* SPDX-License-Identifier: BSD-2-Clause */
/* Writing of system images: from ELF files and what their components may have to the layout of
 * <evm/image.h>. */
#ifndef IMAGE_H
#define IMAGE_H

#include <evm/image.h>

#include "base/base.h"
#include "base/elf_file.h"

struct image_blob {
    char name[sizeof(((struct evm_blob *)0)->name)];
    struct buffer bytes;
};

/* What a component takes, in pages. */
struct part_cost {
    uint64_t image;   /* in the image; what it shares with one before it is not counted */
    uint64_t written; /* of its data, of which each component has its own copy */
    uint64_t links;   /* of memory that it shares with others and owns */
    uint64_t stacks;  /* of its first thread and of those who call it */
    uint64_t objects; /* of the kernel's objects */
};

/* One component as the image writer is told of it; the writer finds entries, symbols and segments
 * in the ELF file. */
struct part {
    const char *name;
    const char *file; /* ELF */
    enum evm_kind kind;
    uint32_t flags; /* EVM_FPU and EVM_VCPU come from the ELF file */
    uint32_t priority;
    uint32_t ram_pages;
    bool spare; /* the image carries what it is made of twice */
    /* of its first thread's stack; 0: what its program asks for, or a default */
    uint32_t stack_pages;
    struct evm_restart restart;
    const struct evm_grant *grants;
    uint32_t grant_count;
    struct image_blob *blobs;
    uint32_t blob_count;
    struct part_cost cost; /* set by image_write() */
};

/* Memory that it takes beside the image, in pages. */
uint64_t part_memory(const struct part *part);

/* Why an ELF file cannot be a component, a phrase like "has nothing to load"; NULL: it can.
 * `memory`: it is to have some beside its own. */
const char *image_problem(const struct elf *elf, bool memory);

/* Writes the image into `image`. Memory it needs beside itself when all its components run is added
 * to *memory_pages. */
enum outcome image_write(const char *system, enum evm_mitigations mitigations, struct part *parts,
                         uint32_t count, struct buffer *image, uint64_t *memory_pages);

/* Puts kernel and image together into one bootable ELF file; *end: the physical address right
 * behind both. */
enum outcome image_boot(const char *kernel, const struct buffer *image, struct buffer *bootable,
                        uint64_t *end);

/* Makes the ELF file describe the kernel alone, for boot loaders that load the image as a file of
 * its own. Result: the offset in the file at which the kernel's part ends and the image begins. */
size_t image_split(struct buffer *bootable);

#endif
