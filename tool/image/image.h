/* SPDX-License-Identifier: BSD-2-Clause */
/* Writes system images (<evm/image.h>) from ELF files and the grants of their components. */
#ifndef IMAGE_H
#define IMAGE_H

#include <evm/image.h>

#include "base/base.h"
#include "base/elf_file.h"

struct image_blob {
    char name[sizeof(((struct evm_blob *)0)->name)];
    struct buffer bytes;
};

/* The pages that a component takes. */
struct part_cost {
    uint64_t image;   /* in the image, without pages that an earlier component shares */
    uint64_t written; /* writable data, of which each component has its own copy */
    uint64_t links;   /* links that it owns */
    uint64_t stacks;  /* stacks of its first thread and its callers */
    uint64_t objects; /* kernel objects */
};

/* A component to write. The writer finds entries, symbols and segments in the ELF file. */
struct part {
    const char *name;
    const char *file; /* ELF */
    enum evm_kind kind;
    uint32_t flags; /* EVM_FPU and EVM_VCPU come from the ELF file */
    uint32_t priority;
    uint32_t weight, budget, period; /* as in struct evm_component, */
    uint32_t watchdog;               /* and so is this */
    uint32_t ram_pages;
    bool spare; /* the image carries a second copy of its pages */
    /* size of its first thread's stack; 0: what its program asks for, or a default */
    uint32_t stack_pages;
    struct evm_restart restart;
    uint64_t after; /* as in struct evm_component */
    const struct evm_grant *grants;
    uint32_t grant_count;
    struct image_blob *blobs;
    uint32_t blob_count;
    struct part_cost cost; /* set by image_write() */
};

/* Returns the pages of memory that it takes beside the image. */
uint64_t part_memory(const struct part *part);

/* Returns why an ELF file cannot be a component, a phrase like "has nothing to load", or NULL.
 * memory: the component gets memory beside the program's. */
const char *image_problem(const struct elf *elf, bool memory);

/* Writes the image into `image`. Adds the pages that its components need beside the image, when all
 * of them run, to *memory_pages. */
enum outcome image_write(const char *system, enum evm_mitigations mitigations, struct part *parts,
                         uint32_t count, struct buffer *image, uint64_t *memory_pages);

/* Combines kernel and image into one bootable ELF file. *end: the physical address right behind
 * both. */
enum outcome image_boot(const char *kernel, const struct buffer *image, struct buffer *bootable,
                        uint64_t *end);

/* Makes the ELF file describe the kernel alone, for boot loaders that load the image as a separate
 * file. Returns the offset in the file at which the image begins. */
size_t image_split(struct buffer *bootable);

#endif
