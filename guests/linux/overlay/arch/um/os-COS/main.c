// SPDX-License-Identifier: GPL-2.0
/* From COS's first instruction in this component to UML's linux_main(). */
#include <linux/init.h>
#include <linux/initrd.h>
#include <linux/memblock.h>
#include <linux/string.h>
#include <asm/page.h>
#include <asm/sections.h>
#include <as-layout.h>
#include <kern.h>
#include <kern_util.h>
#include <mem_user.h>
#include <os.h>
#include "cos_um.h"

#define ARGUMENTS 64

extern char __binary_start[];
extern long long physmem_size;

const struct cos_start *cos_start;
static bool memory_known;

/* Defaults first: what the manifest says comes later and wins. */
static char *arguments[ARGUMENTS] __initdata = { "linux", "console=ttyCOS0", "root=/dev/ram0" };

static const struct cos_blob *__init find_blob(const char *name)
{
    for (u32 i = 0; i < cos_start->blob_count; i++)
        if (strncmp(cos_start->blobs[i].name, name, sizeof cos_start->blobs[i].name) == 0)
            return &cos_start->blobs[i];
    return NULL;
}

static int __init collect_arguments(void)
{
    const struct cos_blob *blob = find_blob("args");
    int count = 3;

    if (!blob)
        return count;
    for (char *arg = (char *)blob->address, *end = arg + blob->bytes; arg < end && count < ARGUMENTS;
         arg += strnlen(arg, end - arg) + 1)
        if (*arg)
            arguments[count++] = arg;
    return count;
}

/*
 * linux_main() takes "the break" for the end of the kernel image and reserves everything up to the next but one 4 MB
 * boundary. Here RAM starts with the image's data, at such a boundary, and may be smaller than that: a break 8 MB lower
 * makes the reserved part end where RAM starts, and create_mem_file() reserves the image. Once memory is known, the
 * break is the start of RAM: mem_init() finds nothing left to map.
 */
void *sbrk(int increment)
{
    return __binary_start - (memory_known ? 0 : 2 << 22);
}

/* All memory is there and mapped already. */
int __init create_mem_file(unsigned long long len)
{
    memory_known = true;
    memblock_reserve(0, PAGE_ALIGN((unsigned long)_end) - (unsigned long)__binary_start);
    return 0;
}

static void __init size_memory(void)
{
    unsigned long pages = cos_start->rw_pages + cos_start->ram_pages;

    /* The last page stays unused: Linux reads strings by words, up to 7 bytes beyond the end of a page. */
    physmem_size = (long long)(pages - 1) << PAGE_SHIFT;
    /* linux_main() adds the distance from the image's end to the break, taken for a gap to make up for. */
    physmem_size -= (long long)((unsigned long)sbrk(0) - PAGE_ALIGN((unsigned long)_end));
}

void __init cos_main(const struct cos_start *start)
{
    const struct cos_blob *initramfs;

    cos_start = start;
    cos_fpu_init();
    initramfs = find_blob("initramfs");
    if (initramfs) { /* used in place: it costs no RAM */
        initrd_start = initramfs->address;
        initrd_end = initramfs->address + initramfs->bytes;
    }
    size_memory();
    linux_main(collect_arguments(), arguments);
    panic("the kernel has returned to its first stack");
}

/* The initramfs is read-only data of the image, not RAM that could be given to the page allocator. */
void __init free_initrd_mem(unsigned long start, unsigned long end)
{
}
