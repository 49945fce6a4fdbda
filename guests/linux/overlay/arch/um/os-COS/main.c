// SPDX-License-Identifier: GPL-2.0
/* From COS's first instruction in this component to UML's linux_main(). */
#include <linux/init.h>
#include <linux/initrd.h>
#include <linux/memblock.h>
#include <linux/string.h>
#include <asm/page.h>
#include <asm/sections.h>
#include <as-layout.h>
#include <cos/blob.h>
#include <cos/channel.h>
#include <kern.h>
#include <kern_util.h>
#include <mem_user.h>
#include <os.h>
#include "cos_um.h"

#define ARGUMENTS 64
#define FIXED     3 /* of them are the same for each VM */

extern char __binary_start[];
extern long long physmem_size;

const struct cos_start *cos_start;
static bool memory_known;

/* The form of a kernel command line is the guest's own: the drivers of UML read it. */
static char *arguments[ARGUMENTS] __initdata = {"linux", "console=ttyCOS0", "root=/dev/ram0"};

static char devices[1024] __initdata; /* parameters for drivers */

/*
 * Writes the parameter for the driver of a channel, in the form of UML's drivers, into `text`.
 * Returns its length; 0: the kernel has no driver for it.
 */
static int __init describe(const struct evm_channel *channel, char *text, int room)
{
    if (IS_ENABLED(CONFIG_BLK_DEV_UBD) && channel->kind == EVM_CHANNEL_DISK)
        /* t: disks know no discarding */
        return scnprintf(text, room, "ubd%ut=%s", channel->unit, channel->name);
    if (IS_ENABLED(CONFIG_UML_NET) && channel->kind == EVM_CHANNEL_ETHER)
        return scnprintf(text, room, "eth%u=cos,%u,%pM,%u", channel->unit, channel->index,
                         channel->address, channel->mtu);
    return 0;
}

static int __init collect_devices(void)
{
    int count = FIXED;
    struct evm_channel channel;
    char *text = devices;
    int error;

    for (u32 i = 0; count < ARGUMENTS; i++) {
        error = cos_channel_at(cos_start, i, &channel);
        if (error == -COS_ENOENT)
            break;
        if (error)
            panic("entry %u of the image's list of the VM's devices is damaged", i);
        int bytes = describe(&channel, text, devices + sizeof devices - text);

        if (!bytes)
            continue;
        arguments[count++] = text;
        text += bytes + 1;
    }
    return count;
}

/*
 * linux_main() takes "the break" for the end of the kernel image and reserves everything up to the
 * next but one 4 MB boundary. Here RAM starts with the image's data, at such a boundary, and may be
 * smaller than that: a break 8 MB lower makes the reserved part end where RAM starts, and
 * create_mem_file() reserves the image. Once memory is known, the break is the start of RAM:
 * mem_init() finds nothing left to map.
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

    /*
     * The last page stays unused: Linux reads strings by words, up to 7 bytes beyond the end of a
     * page.
     */
    physmem_size = (long long)(pages - 1) << PAGE_SHIFT;
    /*
     * linux_main() adds the distance from the image's end to the break, taken for a gap to make up
     * for.
     */
    physmem_size -= (long long)((unsigned long)sbrk(0) - PAGE_ALIGN((unsigned long)_end));
}

void __init cos_main(const struct cos_start *start)
{
    const struct cos_blob *initramfs;

    cos_start = start;
    cos_fpu_init();
    initramfs = cos_blob_find(cos_start, EVM_BLOB_INITRAMFS);
    if (initramfs) { /* used in place: it costs no RAM */
        initrd_start = initramfs->address;
        initrd_end = initramfs->address + initramfs->bytes;
    }
    size_memory();
    linux_main(collect_devices(), arguments);
    panic("the kernel has returned to its first stack");
}

/*
 * The initramfs is read-only data of the image, not RAM that could be given to the page allocator.
 */
void __init free_initrd_mem(unsigned long start, unsigned long end)
{
}
