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
static char *arguments[ARGUMENTS] __initdata = {"linux", "console=ttyCOS0", "root=/dev/ram0"};

static char devices[1024] __initdata; /* what the channels are, as UML's drivers are told */

const struct cos_blob *cos_blob_find(const char *name)
{
    for (u32 i = 0; i < cos_start->blob_count; i++)
        if (strncmp(cos_start->blobs[i].name, name, sizeof cos_start->blobs[i].name) == 0)
            return &cos_start->blobs[i];
    return NULL;
}

char *cos_blob_next(const char *name, const char *item)
{
    const struct cos_blob *blob = cos_blob_find(name);
    char *next, *end;

    if (!blob)
        return NULL;
    next = (char *)blob->address;
    end = next + blob->bytes;
    if (item)
        next = (char *)item + strnlen(item, end - item) + 1;
    while (next < end && !*next)
        next++;
    return next < end ? next : NULL;
}

/* What is behind `key` there; nothing: it is not there. */
static const char *__init after(const char *text, const char *key)
{
    const char *found = strstr(text, key);

    return found ? found + strlen(key) : "";
}

/* Says in `text` what the driver of a channel is told; result: its length, 0: no driver. */
static int __init describe(const char *channel, unsigned int disk, char *text, int room)
{
    int kind = strcspn(channel, ":") + 1, name = strcspn(channel, "=") - kind;
    const char *link = channel + kind + name + 1, *mac, *mtu;

    if (name <= 0 || !link[-1])
        return 0;
    mac = after(link, " mac=");
    mtu = after(link, " mtu=");
    if (IS_ENABLED(CONFIG_BLK_DEV_UBD) && strstarts(channel, "disk:"))
        /* t: disks know no discarding */
        return scnprintf(text, room, "ubd%ut=%.*s", disk, name, channel + kind);
    if (IS_ENABLED(CONFIG_UML_NET) && strstarts(channel, "eth:"))
        return scnprintf(text, room, "eth%.*s=cos,%.*s,%.*s%s%s", name, channel + kind,
                         (int)strcspn(link, " "), link, (int)strcspn(mac, " "), mac,
                         *mtu ? "," : "", mtu);
    return 0;
}

static int __init collect_devices(int count)
{
    unsigned int disk = 0;
    char *text = devices;

    for (char *channel = NULL;
         (channel = cos_blob_next("channels", channel)) && count < ARGUMENTS;) {
        int bytes = describe(channel, disk, text, devices + sizeof devices - text);

        if (!bytes)
            continue;
        disk += strstarts(channel, "disk:");
        arguments[count++] = text;
        text += bytes + 1;
    }
    return count;
}

static int __init collect_arguments(void)
{
    int count = collect_devices(3);

    for (char *arg = NULL; (arg = cos_blob_next("args", arg)) && count < ARGUMENTS;)
        arguments[count++] = arg;
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
    initramfs = cos_blob_find("initramfs");
    if (initramfs) { /* used in place: it costs no RAM */
        initrd_start = initramfs->address;
        initrd_end = initramfs->address + initramfs->bytes;
    }
    size_memory();
    linux_main(collect_arguments(), arguments);
    panic("the kernel has returned to its first stack");
}

/*
 * The initramfs is read-only data of the image, not RAM that could be given to the page allocator.
 */
void __init free_initrd_mem(unsigned long start, unsigned long end)
{
}
