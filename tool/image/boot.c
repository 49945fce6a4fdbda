/* SPDX-License-Identifier: BSD-2-Clause */
/* Kernel + image = one bootable ELF file. Boot loaders read the file header and the program headers
 * only from the first 32 KiB, so both come first; then, page by page, the kernel's segments and the
 * image as one more. */
#include <cos/abi.h>
#include <stdlib.h>
#include <string.h>

#include "image.h"
#include "pages.h"

#define HEADERS_MOST 16 /* of a kernel */

struct layout {
    const struct elf *kernel;
    GElf_Phdr *headers;
    unsigned count; /* program headers of the kernel */
    uint64_t end;   /* physical address behind the kernel, page-aligned */
};

/* Returns false if the file cannot be our kernel, which has few headers, each for its own bytes. */
static bool read_layout(const struct elf *kernel, struct layout *layout)
{
    uint64_t taken = 0;
    GElf_Phdr header;

    layout->kernel = kernel;
    layout->headers = need((HEADERS_MOST + 1) * sizeof(header)); /* one for the image */
    while (elf_segment(kernel, layout->count, &header)) {
        taken += header.p_type == PT_LOAD ? header.p_filesz : 0;
        if (layout->count == HEADERS_MOST || taken > kernel->size)
            return false;
        layout->headers[layout->count++] = header;
        uint64_t end = (uint64_t)page_count(header.p_paddr + header.p_memsz) * COS_PAGE_SIZE;

        if (header.p_type == PT_LOAD && end > layout->end)
            layout->end = end;
    }
    return layout->count;
}

static void align(struct buffer *out)
{
    buffer_extend(out, (COS_PAGE_SIZE - out->size % COS_PAGE_SIZE) % COS_PAGE_SIZE);
}

/* Copies the kernel's segments and notes, and sets their offsets in the headers. Returns false if
 * the kernel cannot be read. */
static bool put_kernel(struct layout *layout, struct buffer *out)
{
    for (unsigned i = 0; i < layout->count; i++) {
        GElf_Phdr *header = &layout->headers[i];
        uint64_t offset = header->p_offset;

        align(out);
        if (header->p_type == PT_LOAD) /* loaders need the same offset within a page as in memory */
            buffer_extend(out, header->p_vaddr % COS_PAGE_SIZE);
        header->p_offset = out->size;
        if (!elf_read(layout->kernel, offset, header->p_filesz, out))
            return false;
    }
    return true;
}

/* Stores the image's address where the kernel looks for it. Returns false if the kernel has no
 * place for it. */
static bool set_reference(const struct layout *layout, const struct buffer *image,
                          struct buffer *out)
{
    struct evm_image_ref reference = {.magic = EVM_IMAGE_REF_MAGIC};

    for (unsigned i = 0; i < layout->count; i++) {
        const GElf_Phdr *header = &layout->headers[i];
        char *found = NULL;

        if (header->p_type == PT_LOAD)
            found = memmem(out->data + header->p_offset, header->p_filesz, &reference.magic,
                           sizeof(reference.magic));
        if (!found ||
            (size_t)(out->data + header->p_offset + header->p_filesz - found) < sizeof(reference))
            continue;
        reference.address = layout->end;
        reference.bytes = image->size;
        memcpy(found, &reference, sizeof(reference));
        return true;
    }
    return false;
}

enum outcome image_boot(const char *kernel, const struct buffer *image, struct buffer *bootable,
                        uint64_t *end)
{
    struct layout layout = {0};
    const char *problem;
    struct elf *elf = elf_open(kernel, &problem);

    if (!elf)
        return host_error("%s %s; build the kernel first (ninja -C build)", kernel, problem);
    bool sound = read_layout(elf, &layout);
    GElf_Ehdr header = elf->header;
    size_t table = (layout.count + 1) * sizeof(GElf_Phdr);

    header.e_phoff = sizeof(header);
    header.e_phnum = layout.count + 1;
    /* no section headers: a debugger uses the kernel's own file */
    header.e_shoff = header.e_shnum = header.e_shstrndx = 0;
    buffer_extend(bootable, sizeof(header) + table);
    bool whole = sound && put_kernel(&layout, bootable);

    align(bootable);
    layout.headers[layout.count] = (GElf_Phdr){
        .p_type = PT_LOAD,
        .p_flags = PF_R,
        .p_offset = bootable->size,
        .p_vaddr = layout.end,
        .p_paddr = layout.end,
        .p_filesz = image->size,
        .p_memsz = image->size,
        .p_align = COS_PAGE_SIZE,
    };
    bool complete = whole && set_reference(&layout, image, bootable);

    buffer_add(bootable, image->data, image->size);
    memcpy(bootable->data, &header, sizeof(header));
    memcpy(bootable->data + sizeof(header), layout.headers, table);
    *end = layout.end + image->size;
    free(layout.headers);
    elf_close(elf);
    if (!sound)
        return host_error("%s is no kernel of eVM's; build it again (ninja -C build)", kernel);
    if (!whole)
        return host_error("%s was cut off, or failed, while it was read; build it again (ninja -C "
                          "build)",
                          kernel);
    return complete ? OUTCOME_OK
                    : host_error("%s has no place for an image (section .image_ref)", kernel);
}

size_t image_split(struct buffer *bootable)
{
    GElf_Ehdr *header = (void *)bootable->data;
    const GElf_Phdr *headers = (void *)(bootable->data + header->e_phoff);

    header->e_phnum--;
    return headers[header->e_phnum].p_offset;
}
