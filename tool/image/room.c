/* SPDX-License-Identifier: BSD-2-Clause */
#include "room.h"

#include <common.h>
#include <domains.h>
#include <place.h>
#include <string.h>

#include "room/pieces.h"
#include "target.h"

/* the kernel's first objects: page-table root, component, its table, thread, boot info */
#define FIRST_PAGES 5
#define LINK_LEAVES 4 /* page-table nodes of an IOMMU for a link, at most */

const char *room_image;
struct cos_boot room_info;

/* ---- The kernel (kernel/boot.c) -------------------------------------------------------------- */

static uint64_t nodes(uint64_t address, uint64_t bytes, unsigned shift)
{
    return bytes ? ((address + bytes - 1) >> shift) - (address >> shift) + 1 : 0;
}

/* Returns the bytes of the kernel's first objects and of page-table nodes for the booter's
 * segments, the boot info and the image. */
static uint64_t booter_space(uint64_t image_bytes)
{
    uint64_t pages = FIRST_PAGES + 3 + nodes(COS_BOOT_IMAGE, image_bytes, 21) +
                     nodes(COS_BOOT_IMAGE, image_bytes, 30);

    for (uint32_t i = 0; i < component(EVM_BOOTER)->segment_count; i++) {
        const struct evm_segment *s = segments_of(component(EVM_BOOTER)) + i;

        pages += s->pages - s->file_pages + nodes(s->address, (uint64_t)s->pages * EVM_PAGE, 21);
    }
    return pages;
}

static bool kernel_takes(const struct room *room, struct evm_pieces *left)
{
    uint64_t end = room->place + room->image->size,
             ram_end = left->count ? left->piece[left->count - 1].end : 0;
    uint64_t objects = booter_space(room->image->size);
    bool good = pieces_have(left, room->place, end + TARGET_LOADING);

    pieces_take(left, 0, EVM_RAM_START);
    pieces_take(left, EVM_KERNEL_LOAD, end);
    for (uint64_t at = EVM_NODE_SPAN; at < ram_end && good; at += EVM_NODE_SPAN)
        good = pieces_fit(left, EVM_PAGE, EVM_NODE_SPAN);
    good = good && pieces_fit(left, evm_frame_table(ram_end), EVM_RAM_END);
    for (uint64_t i = 0; i < objects && good; i++)
        good = pieces_fit(left, EVM_PAGE, EVM_NODE_SPAN);
    return good;
}

/* ---- The booter (components/booter/main.c) --------------------------------------------------- */

/* Returns the most pages that a component's devices may take, as the machine is not known. */
uint64_t domain_pages(uint64_t id)
{
    uint64_t own = memory_pages(component(id)),
             pages = 2 + own / 512 + own / 512 / 512 + LINK_LEAVES;
    struct link link;

    if (!grants_count(id, EVM_GRANT_PCI))
        return 0;
    for (unsigned i = 0; i < COS_START_LINKS && link_with(id, i, &link); i++)
        pages += LINK_LEAVES;
    return pages;
}

/* Returns the first component for which there is no room, or component_count. */
static uint64_t booter_takes(bool later)
{
    uint64_t count = image()->component_count;

    if (booter_allocate())
        return EVM_BOOTER;
    for (uint64_t id = 0; id < count; id++)
        if (links_allocate(id))
            return id;
    if (tables_allocate())
        return EVM_BOOTER;
    for (uint64_t id = EVM_SCHED; id < count; id++)
        if ((later || !(component(id)->flags & EVM_DORMANT)) && component_allocate(id))
            return id;
    return count;
}

bool room_fits(const struct room *room, uint64_t bytes, const char **name)
{
    struct evm_pieces left = target_memory(room->machine, bytes);
    uint64_t failed;

    room_image = room->image->data;
    room_info = (struct cos_boot){0};
    memset(runs, 0, sizeof(runs));
    *name = NULL;
    if (!kernel_takes(room, &left))
        return false;
    for (room_info.ram_count = 0; room_info.ram_count < left.count; room_info.ram_count++) {
        uint64_t base = left.piece[room_info.ram_count].base;

        room_info.ram[room_info.ram_count].base = base;
        room_info.ram[room_info.ram_count].pages = (left.piece[room_info.ram_count].end - base) /
                                                   EVM_PAGE;
    }
    failed = booter_takes(room->later);
    if (failed == image()->component_count)
        return true;
    *name = component(failed)->name;
    return false;
}

/* Returns the least sufficient memory between `from` and `to`, or 0. Within this range more memory
 * must never be worse. */
static uint64_t least_within(const struct room *room, uint64_t from, uint64_t to)
{
    const char *name;

    if (!room_fits(room, to, &name))
        return 0;
    while (to - from > ROOM_UNIT) {
        uint64_t middle = from + (to - from) / 2 / ROOM_UNIT * ROOM_UNIT;

        if (room_fits(room, middle, &name))
            to = middle;
        else
            from = middle;
    }
    return to;
}

uint64_t room_least(const struct room *room)
{
    uint64_t split = target_low_most(room->machine);
    uint64_t least = least_within(room, EVM_KERNEL_LOAD, split - ROOM_UNIT);

    return least ? least : least_within(room, split, EVM_RAM_END - ROOM_UNIT);
}
