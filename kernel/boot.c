/* SPDX-License-Identifier: BSD-2-Clause */
/* Boot: makes the frame table, the first component from the system image, and capabilities to all
 * that is left. */
#include "boot.h"

#include "cpu.h"
#include "evm/checksum.h"
#include "ops.h"
#include "pagetable.h"
#include "room/pieces.h"

#define DEVICE_PAGES (1ull << 28) /* 1 TiB */

_Static_assert(sizeof(struct frame) == EVM_FRAME_BYTES && EVM_PAGE == COS_PAGE_SIZE,
               "the tool counts on it");

void boot_memory_add(struct boot_memory *m, uint64_t base, uint64_t bytes)
{
    if (base >= DIRECT_SIZE)
        return;
    uint64_t end = bytes < DIRECT_SIZE - base ? base + bytes : DIRECT_SIZE;
    base = (base + COS_PAGE_SIZE - 1) & ~(uint64_t)(COS_PAGE_SIZE - 1);
    end &= ~(uint64_t)(COS_PAGE_SIZE - 1);
    if (base < end)
        pieces_add(&m->ram, base, end);
}

uint64_t boot_ram_end(const struct boot_memory *m)
{
    return m->ram.count ? m->ram.piece[m->ram.count - 1].end : 0;
}

void boot_memory_begin(struct boot_memory *m, const struct boot_places *places)
{
    if (!pieces_have(&m->ram, places->image, places->image_end))
        machine_halt("this machine has too little memory for the system image, or no contiguous "
                     "memory where the image lies");
    m->left = m->ram;
    pieces_take(&m->left, 0, EVM_RAM_START);
    pieces_take(&m->left, places->kernel, places->kernel_end);
    pieces_take(&m->left, places->image, places->image_end);
}

static uint64_t take(struct boot_memory *m, uint64_t bytes, uint64_t limit)
{
    uint64_t base = pieces_fit(&m->left, bytes, limit);
    if (!base)
        machine_halt("not enough memory beside the system image; give the machine more");
    for (uint64_t page = base; page < base + bytes; page += COS_PAGE_SIZE)
        page_zero(direct_map(page));
    return base;
}

uint64_t boot_page(struct boot_memory *m)
{
    return take(m, COS_PAGE_SIZE, EVM_NODE_SPAN);
}

/* Marks all frames as free RAM, then those outside RAM as device memory. */
static void frame_table(struct boot_memory *m)
{
    frames = direct_map(take(m, evm_frame_table(boot_ram_end(m)), DIRECT_SIZE));
    frame_count = boot_ram_end(m) >> COS_PAGE_SHIFT;
    uint64_t next = 0;
    for (unsigned i = 0; i < m->ram.count; i++) {
        for (; next < m->ram.piece[i].base >> COS_PAGE_SHIFT; next++)
            frames[next].type = FRAME_DEVICE;
        next = m->ram.piece[i].end >> COS_PAGE_SHIFT;
    }
}

static uint64_t keep(uint64_t from, uint64_t to)
{
    for (uint64_t pfn = from >> COS_PAGE_SHIFT; pfn < to >> COS_PAGE_SHIFT; pfn++)
        frames[pfn].type = COS_FRAME_KERNEL;
    return from < to ? (to - from) >> COS_PAGE_SHIFT : 0;
}

/* Marks the RAM taken so far, except the image, as the kernel's. Returns the number of pages. */
static uint64_t keep_taken(const struct boot_memory *m, const struct boot_places *places)
{
    const struct evm_pieces *left = &m->left;
    uint64_t pages = 0, at;
    for (unsigned i = 0, next = 0; i < m->ram.count; i++) {
        at = m->ram.piece[i].base;
        for (; next < left->count && left->piece[next].base < m->ram.piece[i].end; next++) {
            pages += keep(at, left->piece[next].base);
            at = left->piece[next].end;
        }
        pages += keep(at, m->ram.piece[i].end);
    }
    for (at = places->image; at < places->image_end; at += COS_PAGE_SIZE, pages--)
        frames[at >> COS_PAGE_SHIFT].type = COS_FRAME_FREE;
    return pages;
}

static struct frame *fresh(struct boot_memory *m, uint8_t type)
{
    struct frame *f = &frames[boot_page(m) >> COS_PAGE_SHIFT];
    frame_make(f, type);
    return f;
}

static void map(struct boot_memory *m, const struct frame *root, uint64_t address, uint64_t pfn,
                uint64_t rights)
{
    uint64_t *entry;
    while (!(entry = pagetable_entry(root, address, 1)))
        pagetable_grow(root, address, &frames[boot_page(m) >> COS_PAGE_SHIFT]);
    pagetable_map(root, address, entry, pte_page(pfn, rights, false), &frames[pfn]);
}

/* Takes new, zeroed pages for those that the image does not carry. */
static void map_segment(struct boot_memory *m, const struct frame *root,
                        const struct evm_segment *s, uint64_t image)
{
    for (uint32_t i = 0; i < s->pages; i++) {
        uint64_t page = i < s->file_pages ? image + ((uint64_t)s->page + i) * COS_PAGE_SIZE
                                          : boot_page(m);
        map(m, root, s->address + i * (uint64_t)COS_PAGE_SIZE, page >> COS_PAGE_SHIFT, s->rights);
    }
}

static const struct evm_component *map_booter(struct boot_memory *m, const struct frame *root,
                                              uint64_t image)
{
    const struct evm_image *head = direct_map(image);
    const char *base = (const char *)head;
    const struct evm_component *booter = (const void *)(base + head->components);
    const struct evm_segment *segments = (const void *)(base + head->segments);
    for (uint32_t i = 0; i < booter->segment_count; i++)
        map_segment(m, root, &segments[booter->segment_first + i], image);
    for (uint32_t i = 0; i < head->pages; i++)
        map(m, root, COS_BOOT_IMAGE + i * (uint64_t)COS_PAGE_SIZE, (image >> COS_PAGE_SHIFT) + i,
            COS_RIGHT_READ);
    return booter;
}

static void region_set(struct cap *slot, uint64_t base, uint64_t bytes, bool device)
{
    cap_set(slot, COS_CAP_REGION, COS_RIGHT_ALL, NULL, NULL);
    slot->first = base >> COS_PAGE_SHIFT;
    slot->pages = bytes >> COS_PAGE_SHIFT;
    slot->device = device;
}

static void range_set(struct cap *slot, uint8_t type, uint64_t last)
{
    cap_set(slot, type, COS_RIGHT_ALL, NULL, NULL);
    slot->last = last;
}

static void ram_regions(const struct boot_memory *m, struct cap *slots, struct cos_boot *info)
{
    for (info->ram_count = 0; info->ram_count < m->left.count; info->ram_count++) {
        uint64_t i = info->ram_count, base = m->left.piece[i].base,
                 bytes = m->left.piece[i].end - base;
        region_set(&slots[COS_BOOT_SLOT_RAM + i], base, bytes, false);
        info->ram[i].base = base;
        info->ram[i].pages = bytes >> COS_PAGE_SHIFT;
    }
}

static struct component *first_component(struct boot_memory *m, struct frame *root)
{
    struct frame *f = fresh(m, COS_FRAME_COMP), *node = fresh(m, COS_FRAME_CAPNODE);
    struct component *c = frame_memory(f);
    component_init(c, f, root, COS_COMP_ROOT, 0);
    c->first = 1;
    c->nodes[0] = frame_memory(node);
    node->parent = (uint64_t)&c->nodes[0];
    return c;
}

/* Memory and boot media lose bits: with a damaged header the kernel would map the wrong pages. */
static void check_header(const struct evm_image *head, uint64_t image_bytes)
{
    const char *problem = evm_header_problem(head, image_bytes >> COS_PAGE_SHIFT);
    if (problem)
        machine_halt(problem);
}

void boot(struct boot_memory *m, const struct boot_places *places, const uint64_t times[3])
{
    const struct evm_image *head = direct_map(places->image);
    uint64_t image_bytes = places->image_end - places->image;
    check_header(head, image_bytes);
    frame_table(m);
    uint64_t kernel_pages = keep_taken(m, places);
    struct frame *root = fresh(m, COS_FRAME_PAGETABLE);
    root->level = PAGETABLE_LEVELS;
    machine_root_init(frame_memory(root));
    struct component *c = first_component(m, root);
    struct frame *thread = fresh(m, COS_FRAME_THREAD);
    uint64_t page = boot_page(m);
    struct cos_boot *info = direct_map(page);
    map(m, root, COS_BOOT_INFO, page >> COS_PAGE_SHIFT, COS_RIGHT_READ);
    const struct evm_component *booter = map_booter(m, root, places->image);
    thread_init(frame_memory(thread), c, booter->entry, COS_BOOT_INFO, 0);

    struct cap *slots = c->nodes[0];
    cap_set(&slots[COS_BOOT_SLOT_COMP], COS_CAP_COMP, COS_RIGHT_ALL, c, c->frame);
    cap_set(&slots[COS_BOOT_SLOT_PT], COS_CAP_PAGETABLE, COS_RIGHT_ALL, frame_memory(root), root);
    cap_set(&slots[COS_BOOT_SLOT_THREAD], COS_CAP_THREAD, COS_RIGHT_ALL, frame_memory(thread),
            thread);
    region_set(&slots[COS_BOOT_SLOT_IMAGE], places->image, image_bytes, false);
    range_set(&slots[COS_BOOT_SLOT_PORTS], COS_CAP_PORTS, PORT_LAST);
    range_set(&slots[COS_BOOT_SLOT_IRQS], COS_CAP_IRQ, COS_IRQ_LINES - 1);
    region_set(&slots[COS_BOOT_SLOT_DEVICE], 0, DEVICE_PAGES << COS_PAGE_SHIFT, true);
    *info = (struct cos_boot){.tsc_hz = times[0],
                              .boot_tsc = times[1],
                              .calibration = times[2],
                              .image_pages = image_bytes >> COS_PAGE_SHIFT,
                              .kernel_pages = kernel_pages};
    machine_mitigate(head->mitigations, &info->mitigations, &info->exposures);
    memory_copy(info->rsdp, m->rsdp, sizeof info->rsdp);
    ram_regions(m, slots, info);
    thread_switch(frame_memory(thread));
}
