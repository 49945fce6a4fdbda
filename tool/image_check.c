/* SPDX-License-Identifier: BSD-2-Clause */
/* What an ELF file must be like to be a component: of what `evm check` accepts, `evm build` makes an image. */
#include <cos/abi.h>
#include <cos/start.h>

#include "image_writer.h"

static const char *segment_problem(const GElf_Phdr *header, uint64_t *end)
{
    uint64_t start = header->p_vaddr - header->p_vaddr % COS_PAGE_SIZE;

    if (header->p_filesz > header->p_memsz || header->p_vaddr + header->p_memsz < header->p_vaddr ||
        header->p_vaddr + header->p_memsz > COS_LINKS)
        return "has a segment with impossible sizes";
    if (start < COS_STACKS_END)
        return "has a segment below 2 MiB, where its stacks will be; link it at 4 MiB or above";
    if (start < *end)
        return "has segments that share a page or are out of order; link it with -z separate-code";
    if ((header->p_flags & (PF_W | PF_X)) == (PF_W | PF_X))
        return "has a segment that is writable and executable; link it so that none is";
    *end = (header->p_vaddr + header->p_memsz + COS_PAGE_SIZE - 1) & ~(uint64_t)(COS_PAGE_SIZE - 1);
    return NULL;
}

const char *image_problem(const struct elf *elf, bool memory)
{
    uint64_t end = COS_STACKS_END, bytes = COS_STACK_BYTES;
    bool writable = false, loads = false;
    GElf_Phdr header;

    for (unsigned i = 0; elf_segment(elf, i, &header); i++) {
        if (header.p_type != PT_LOAD || !header.p_memsz)
            continue;
        if (writable)
            return "has a segment above its writable one; expected one writable segment, the highest";
        const char *problem = segment_problem(&header, &end);

        if (problem)
            return problem;
        writable = header.p_flags & PF_W;
        loads = true;
    }
    if (!writable && memory)
        return "has no writable segment, behind which its memory ('memory') would be; link it with some data";
    elf_symbol(elf, EVM_SYM_STACK, &bytes);
    if (!bytes || bytes > COS_STACK_MOST * COS_PAGE_SIZE)
        return "asks for a stack of an impossible size (COS_STACK); expected at most 256 KiB";
    return loads ? NULL : "has nothing to load";
}
