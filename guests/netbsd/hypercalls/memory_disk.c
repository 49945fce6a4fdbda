/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * A disk in memory: a shared read-only image, overlaid by the written pages. Leaves of one page
 * each hold the addresses of written pages. The first write in a leaf's range makes the leaf; the
 * first write of all makes the array of leaves.
 */
#include <cos/string.h>
#include <errno.h>
#include <rumpuser.h>

#include "disk.h"
#include "memory.h"

#define LEAF_PAGES (MEMORY_PAGE / sizeof(void *))

static size_t allowed; /* bytes */
static bool told;

static size_t pages_of(uint64_t bytes)
{
    return (bytes + MEMORY_PAGE - 1) / MEMORY_PAGE;
}

static size_t leaves_of(uint64_t bytes)
{
    return (pages_of(bytes) + LEAF_PAGES - 1) / LEAF_PAGES;
}

size_t memory_disk_most(uint64_t bytes)
{
    return (pages_of(bytes) + leaves_of(bytes) + pages_of(leaves_of(bytes) * sizeof(void **))) *
           MEMORY_PAGE;
}

void memory_disk_allow(size_t bytes)
{
    allowed = bytes;
}

/* Whole pages. NULL: the disks may have no more. */
static void *get(const struct disk *disk, size_t bytes)
{
    size_t whole = pages_of(bytes) * MEMORY_PAGE;
    void *memory = whole <= allowed ? memory_get(whole, 0) : NULL;

    if (memory != NULL) {
        allowed -= whole;
    } else if (!told) {
        told = true;
        rumpuser_dprintf("disk %s: no memory is left for written pages (key `memory:` of the "
                         "manifest)\n",
                         disk->name);
    }
    return memory;
}

static void *get_zeroed(const struct disk *disk, size_t bytes)
{
    void *memory = get(disk, bytes);

    return memory != NULL ? memset(memory, 0, bytes) : NULL;
}

/* The written copy of a page, or NULL. */
static char *written_page(const struct disk *disk, size_t page)
{
    void **leaf = disk->leaves != NULL ? disk->leaves[page / LEAF_PAGES] : NULL;

    return leaf != NULL ? leaf[page % LEAF_PAGES] : NULL;
}

/* The leaf entry for a page; NULL: no memory. */
static void **entry_of(struct disk *disk, size_t page)
{
    void ***leaf;

    if (disk->leaves == NULL) {
        disk->leaves = get_zeroed(disk, leaves_of(disk->bytes) * sizeof(void **));
        if (disk->leaves == NULL)
            return NULL;
    }
    leaf = &disk->leaves[page / LEAF_PAGES];
    if (*leaf == NULL)
        *leaf = get_zeroed(disk, MEMORY_PAGE);
    return *leaf != NULL ? &(*leaf)[page % LEAF_PAGES] : NULL;
}

/* A page for writing; it keeps its contents unless `all` of it will be written. NULL: no memory. */
static char *writable_page(struct disk *disk, size_t page, bool all)
{
    uint64_t start = (uint64_t)page * MEMORY_PAGE;
    void **entry = entry_of(disk, page);

    if (entry == NULL || *entry != NULL)
        return entry != NULL ? *entry : NULL;
    *entry = get(disk, MEMORY_PAGE);
    if (*entry != NULL && !all) {
        size_t carried = disk->bytes - start < MEMORY_PAGE ? disk->bytes - start : MEMORY_PAGE;

        memcpy(*entry, (const char *)disk->image + start, carried);
    }
    return *entry;
}

static int read(struct disk *disk, void *buffer, size_t bytes, uint64_t offset)
{
    for (char *to = buffer; bytes > 0;) {
        size_t within = offset % MEMORY_PAGE,
               part = MEMORY_PAGE - within < bytes ? MEMORY_PAGE - within : bytes;
        const char *page = written_page(disk, offset / MEMORY_PAGE);

        memcpy(to, page != NULL ? page + within : (const char *)disk->image + offset, part);
        to += part;
        offset += part;
        bytes -= part;
    }
    return 0;
}

static int write(struct disk *disk, const void *buffer, size_t bytes, uint64_t offset)
{
    for (const char *from = buffer; bytes > 0;) {
        size_t within = offset % MEMORY_PAGE,
               part = MEMORY_PAGE - within < bytes ? MEMORY_PAGE - within : bytes;
        char *page = writable_page(disk, offset / MEMORY_PAGE, part == MEMORY_PAGE);

        if (page == NULL)
            return ENOSPC;
        memcpy(page + within, from, part);
        from += part;
        offset += part;
        bytes -= part;
    }
    return 0;
}

/* Written data last until the VM ends, at any time. */
static int flush(struct disk *disk)
{
    (void)disk;
    return 0;
}

static const struct disk_operations operations = {read, write, flush, NULL};

void memory_disk_start(struct disk *disk, const void *image, uint64_t bytes)
{
    disk->operations = &operations;
    disk->image = image;
    disk->bytes = bytes;
}
