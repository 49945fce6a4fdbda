/* SPDX-License-Identifier: BSD-2-Clause */
/* Boot: the frame table, the first component out of the system image, and the capabilities to everything that is left. */
#include "boot.h"

#include "cpu.h"
#include "evm/checksum.h"
#include "ops.h"
#include "pagetable.h"

#define FRAME_BYTES(n)  (((n) * sizeof(struct frame) + COS_PAGE_SIZE - 1) & ~(uint64_t)(COS_PAGE_SIZE - 1))
#define DEVICE_PAGES    (1ull << 28) /* 1 TiB */
#define LOW_RESERVED    COS_PAGE_SIZE /* real-mode vectors: left alone for firmware */

static uint64_t cursor;

void boot_memory_add(struct boot_memory *m, uint64_t base, uint64_t bytes)
{
    uint64_t end = (base + bytes) & ~(uint64_t)(COS_PAGE_SIZE - 1);
    base = (base + COS_PAGE_SIZE - 1) & ~(uint64_t)(COS_PAGE_SIZE - 1);
    if (end > DIRECT_SIZE)
        end = DIRECT_SIZE;
    if (base < LOW_RESERVED)
        base = LOW_RESERVED;
    if (base >= end || m->count == BOOT_RANGES)
        return;
    m->ram[m->count].base = base;
    m->ram[m->count++].end = end;
}

uint64_t boot_ram_end(const struct boot_memory *m)
{
    uint64_t end = 0;
    for (unsigned i = 0; i < m->count; i++)
        end = m->ram[i].end > end ? m->ram[i].end : end;
    return end;
}

void boot_pages_from(uint64_t physical)
{
    cursor = (physical + COS_PAGE_SIZE - 1) & ~(uint64_t)(COS_PAGE_SIZE - 1);
}

uint64_t boot_page(void)
{
    uint64_t page = cursor;
    cursor += COS_PAGE_SIZE;
    page_zero(direct_map(page));
    return page;
}

static void check_room(const struct boot_memory *m, uint64_t bytes)
{
    for (unsigned i = 0; i < m->count; i++)
        if (cursor >= m->ram[i].base && cursor + bytes <= m->ram[i].end)
            return;
    machine_halt("not enough memory behind the system image; give the machine more");
}

/* All frames start as device memory (not RAM); then RAM becomes free. */
static void frame_table(const struct boot_memory *m)
{
    frame_count = boot_ram_end(m) >> COS_PAGE_SHIFT;
    uint64_t bytes = FRAME_BYTES(frame_count);
    check_room(m, bytes);
    frames = direct_map(cursor);
    for (uint64_t at = 0; at < bytes; at += COS_PAGE_SIZE)
        boot_page();
    uint64_t next = 0;
    for (unsigned i = 0; i < m->count; i++) {
        for (; next < m->ram[i].base >> COS_PAGE_SHIFT; next++)
            frames[next].type = FRAME_DEVICE;
        next = m->ram[i].end >> COS_PAGE_SHIFT;
    }
}

static void keep(uint64_t from, uint64_t to)
{
    for (uint64_t pfn = from >> COS_PAGE_SHIFT; pfn < to >> COS_PAGE_SHIFT; pfn++)
        frames[pfn].type = COS_FRAME_KERNEL;
}

static struct frame *fresh(uint8_t type)
{
    struct frame *f = &frames[boot_page() >> COS_PAGE_SHIFT];
    frame_make(f, type);
    return f;
}

static void map(const struct frame *root, uint64_t address, uint64_t pfn, uint64_t rights)
{
    uint64_t *entry;
    while (!(entry = pagetable_entry(root, address, 1)))
        pagetable_grow(root, address, &frames[boot_page() >> COS_PAGE_SHIFT]);
    pagetable_set(root, address, entry, pte_page(pfn, rights, false));
}

/* Pages beyond those carried in the image are fresh. */
static void map_segment(const struct frame *root, const struct evm_segment *s, uint64_t image)
{
    for (uint32_t i = 0; i < s->pages; i++) {
        uint64_t page = i < s->file_pages ? image + ((uint64_t)s->page + i) * COS_PAGE_SIZE : boot_page();
        map(root, s->address + i * (uint64_t)COS_PAGE_SIZE, page >> COS_PAGE_SHIFT, s->rights);
    }
}

static const struct evm_component *map_booter(const struct frame *root, const struct evm_image *head, uint64_t image)
{
    const char *base = (const char *)head;
    const struct evm_component *booter = (const void *)(base + head->components);
    const struct evm_segment *segments = (const void *)(base + head->segments);
    for (uint32_t i = 0; i < booter->segment_count; i++)
        map_segment(root, &segments[booter->segment_first + i], image);
    for (uint32_t i = 0; i < head->pages; i++)
        map(root, COS_BOOT_IMAGE + i * (uint64_t)COS_PAGE_SIZE, (image >> COS_PAGE_SHIFT) + i, COS_RIGHT_READ);
    return booter;
}

static void region_set(struct cap *slot, uint64_t base, uint64_t bytes, bool device)
{
    cap_set(slot, COS_CAP_REGION, COS_RIGHT_ALL, NULL, NULL);
    slot->object = base >> COS_PAGE_SHIFT;
    slot->entry = bytes >> COS_PAGE_SHIFT;
    slot->device = device;
}

static void range_set(struct cap *slot, uint8_t type, uint64_t last)
{
    cap_set(slot, type, COS_RIGHT_ALL, NULL, NULL);
    slot->entry = last;
}

/* RAM but for [from, to), cut in two where it must be. */
static void ram_regions(const struct boot_memory *m, struct cap *slots, struct cos_boot *info, uint64_t from, uint64_t to)
{
    for (unsigned i = 0; i < m->count; i++) {
        uint64_t base = m->ram[i].base, end = m->ram[i].end;
        uint64_t parts[2][2] = {{base, end < from ? end : from}, {base > to ? base : to, end}};
        for (unsigned p = 0; p < 2; p++) {
            if (parts[p][0] >= parts[p][1] || info->ram_count == COS_BOOT_RAMS)
                continue;
            region_set(&slots[COS_BOOT_SLOT_RAM + info->ram_count], parts[p][0], parts[p][1] - parts[p][0], false);
            info->ram[info->ram_count].base = parts[p][0];
            info->ram[info->ram_count++].pages = (parts[p][1] - parts[p][0]) >> COS_PAGE_SHIFT;
        }
    }
}

static struct component *first_component(struct frame *root)
{
    struct frame *f = fresh(COS_FRAME_COMP), *node = fresh(COS_FRAME_CAPNODE);
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

void boot(const struct boot_memory *m, uint64_t kernel_start, uint64_t image, uint64_t image_bytes,
          const uint64_t times[3])
{
    const struct evm_image *head = direct_map(image);
    check_header(head, image_bytes);
    frame_table(m);
    uint64_t kernel_end = cursor;
    struct frame *root = fresh(COS_FRAME_PAGETABLE);
    root->level = PAGETABLE_LEVELS;
    machine_root_init(frame_memory(root));
    struct component *c = first_component(root);
    struct frame *thread = fresh(COS_FRAME_THREAD);
    uint64_t page = boot_page();
    struct cos_boot *info = direct_map(page);
    map(root, COS_BOOT_INFO, page >> COS_PAGE_SHIFT, COS_RIGHT_READ);
    const struct evm_component *booter = map_booter(root, head, image);
    thread_init(frame_memory(thread), c, booter->entry, COS_BOOT_INFO, 0);

    struct cap *slots = c->nodes[0];
    cap_set(&slots[COS_BOOT_SLOT_COMP], COS_CAP_COMP, COS_RIGHT_ALL, c, c->frame);
    cap_set(&slots[COS_BOOT_SLOT_PT], COS_CAP_PAGETABLE, COS_RIGHT_ALL, frame_memory(root), root);
    cap_set(&slots[COS_BOOT_SLOT_THREAD], COS_CAP_THREAD, COS_RIGHT_ALL, frame_memory(thread), thread);
    region_set(&slots[COS_BOOT_SLOT_IMAGE], image, image_bytes, false);
    range_set(&slots[COS_BOOT_SLOT_PORTS], COS_CAP_PORTS, 0xffff);
    range_set(&slots[COS_BOOT_SLOT_IRQS], COS_CAP_IRQ, COS_IRQ_LINES - 1);
    region_set(&slots[COS_BOOT_SLOT_DEVICE], 0, DEVICE_PAGES << COS_PAGE_SHIFT, true);
    *info = (struct cos_boot){.tsc_hz = times[0], .boot_tsc = times[1], .calibration = times[2],
                              .image_pages = image_bytes >> COS_PAGE_SHIFT};
    machine_mitigate(head->mitigations, &info->mitigations, &info->exposures);
    memory_copy(info->rsdp, m->rsdp, sizeof info->rsdp);
    keep(kernel_start, image);
    keep(image + image_bytes, kernel_end);
    info->kernel_pages = (kernel_end - kernel_start - image_bytes) >> COS_PAGE_SHIFT;
    ram_regions(m, slots, info, kernel_start, cursor);
    check_room(m, 0);
    thread_switch(frame_memory(thread));
}
