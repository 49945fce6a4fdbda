/* SPDX-License-Identifier: BSD-2-Clause */
/* Checks ELF files of components, so that `evm build` can make an image of each manifest that `evm
 * check` accepts. */
#include <cos/abi.h>
#include <cos/start.h>

#include "writer.h"

#define SEGMENTS_MOST 64 /* of a component; linkers make less than ten */
/* most bytes of zeros that the image carries for a component */
#define ZEROS_MOST (16ull << 20)

/* The segments of a component so far. */
struct extent_of {
    unsigned count;
    bool writable;  /* the last one */
    uint64_t end;   /* address behind them */
    uint64_t taken; /* bytes from the file */
    uint64_t zeros; /* bytes of zeros that the image carries beside these */
};

/* Returns what is wrong with the place of a PT_LOAD behind others, or NULL. */
static const char *place_problem(const GElf_Phdr *header, const struct extent_of *before)
{
    uint64_t start = header->p_vaddr - header->p_vaddr % COS_PAGE_SIZE;

    if (before->writable)
        return "has a segment above its writable one; expected one writable segment, the highest";
    if (before->count == SEGMENTS_MOST)
        return "has more than 64 segments; expected less";
    if (header->p_filesz > header->p_memsz || header->p_memsz > COS_LINKS ||
        header->p_vaddr > COS_LINKS - header->p_memsz)
        return "has a segment with impossible sizes";
    if (start < COS_STACKS_END)
        return "has a segment below 2 MiB, where its stacks will be; link it at 4 MiB or above";
    if (start < before->end)
        return "has segments that share a page or are out of order; link it with -z separate-code";
    if ((header->p_flags & (PF_W | PF_X)) == (PF_W | PF_X))
        return "has a segment that is writable and executable; link it so that none is";
    return NULL;
}

/* Returns what is wrong with the bytes of a PT_LOAD whose sizes are right, or NULL. */
static const char *bytes_problem(const struct elf *elf, const GElf_Phdr *header,
                                 struct extent_of *before)
{
    uint64_t end = header->p_vaddr + header->p_memsz;

    before->count++;
    before->writable = header->p_flags & PF_W;
    before->end = (end + COS_PAGE_SIZE - 1) & ~(uint64_t)(COS_PAGE_SIZE - 1);
    before->taken += header->p_filesz; /* each is at most the file's size, and there are few */
    before->zeros += before->writable ? 0 : header->p_memsz - header->p_filesz;
    if (before->taken > elf->size)
        return "has segments that are the same bytes of the file; expected each to have its own";
    if (before->zeros > ZEROS_MOST)
        return "has more than 16 MiB of zeros that cannot be written; expected such memory to be "
               "writable";
    return NULL;
}

const char *image_problem(const struct elf *elf, bool memory)
{
    struct extent_of before = {.end = COS_STACKS_END};
    uint64_t bytes = COS_STACK_BYTES;
    GElf_Phdr header;

    for (unsigned i = 0; elf_segment(elf, i, &header); i++) {
        if (header.p_type != PT_LOAD || !header.p_memsz)
            continue;
        const char *problem = place_problem(&header, &before);

        problem = problem ? problem : bytes_problem(elf, &header, &before);
        if (problem)
            return problem;
    }
    if (!before.writable && memory)
        return "has no writable segment, behind which its memory ('memory') would be; link it with "
               "some data";
    elf_symbol(elf, EVM_SYM_STACK, &bytes);
    if (!bytes || bytes > COS_STACK_MOST * COS_PAGE_SIZE)
        return "asks for a stack of an impossible size (COS_STACK); expected at most 256 KiB";
    return before.count ? NULL : "has nothing to load";
}
