/* SPDX-License-Identifier: BSD-2-Clause */
/* What the boot loader says about memory (PVH, Multiboot2), and the order of setting up. */
#include "boot.h"
#include "cpu.h"
#include "cpu_setup.h"
#include "evm/image.h"

#define PVH_MAGIC        0x336ec578
#define MULTIBOOT2_MAGIC 0x36d76289
#define MULTIBOOT2_MMAP  6
#define MULTIBOOT2_RSDP  14 /* a copy of ACPI's root pointer: 20 bytes, as of ACPI 1.0 */
#define MULTIBOOT2_RSDP2 15 /* of later ones */
#define RAM              1
#define MAPPED           0x40000000 /* of physical memory, so far */

/* Xen's public/arch-x86/hvm/start_info.h */
struct pvh_info {
    uint32_t magic, version, flags, modules;
    uint64_t module_list, command_line, rsdp, memory_map;
    uint32_t memory_map_entries, reserved;
};
struct pvh_range {
    uint64_t base, bytes;
    uint32_t type, reserved;
};

/* Multiboot2 specification, 3.6 */
struct mb2_info {
    uint32_t bytes, reserved;
};
struct mb2_tag {
    uint32_t type, bytes, entry_bytes, entry_version;
};
struct mb2_range {
    uint64_t base, bytes;
    uint32_t type, reserved;
};

extern struct evm_image_ref image_ref; /* its physical address */
extern uint64_t boot_tsc;
extern const char kernel_end[];

static bool pvh_read(uint64_t info, struct boot_memory *m)
{
    const struct pvh_info *p = direct_map(info);
    if (p->magic != PVH_MAGIC || p->version < 1)
        return false;
    const struct pvh_range *r = direct_map(p->memory_map);
    for (uint32_t i = 0; i < p->memory_map_entries; i++)
        if (r[i].type == RAM)
            boot_memory_add(m, r[i].base, r[i].bytes);
    if (p->rsdp && p->rsdp <= MAPPED - sizeof m->rsdp)
        memory_copy(m->rsdp, direct_map(p->rsdp), sizeof m->rsdp);
    return true;
}

static void mb2_ranges(const struct mb2_tag *tag, struct boot_memory *m)
{
    for (uint32_t at = sizeof *tag; at + sizeof(struct mb2_range) <= tag->bytes; at += tag->entry_bytes) {
        const struct mb2_range *r = (const void *)((const char *)tag + at);
        if (r->type == RAM)
            boot_memory_add(m, r->base, r->bytes);
    }
}

static void mb2_rsdp(const struct mb2_tag *tag, struct boot_memory *m)
{
    uint64_t bytes = tag->bytes - 8;
    memory_copy(m->rsdp, (const char *)tag + 8, bytes < sizeof m->rsdp ? bytes : sizeof m->rsdp);
}

static void mb2_read(uint64_t info, struct boot_memory *m)
{
    const struct mb2_info *head = direct_map(info);
    for (uint32_t at = sizeof *head; at < head->bytes;) {
        const struct mb2_tag *tag = (const void *)((const char *)head + at);
        if (tag->type == 0 || tag->bytes < 8)
            return;
        if (tag->type == MULTIBOOT2_MMAP)
            mb2_ranges(tag, m);
        if (tag->type == MULTIBOOT2_RSDP || tag->type == MULTIBOOT2_RSDP2)
            mb2_rsdp(tag, m);
        at += (tag->bytes + 7) & ~7u;
    }
}

void machine_boot(uint32_t magic, uint64_t info)
{
    struct boot_memory m = {0};
    struct evm_image_ref *ref = direct_map((uint64_t)&image_ref);
    if (magic == MULTIBOOT2_MAGIC)
        mb2_read(info, &m);
    else if (!pvh_read(info, &m))
        machine_halt("started by neither a PVH nor a Multiboot2 boot loader");
    if (ref->bytes == 0)
        machine_halt("no system image: start what `evm build` wrote, not the bare kernel");
    cpu_setup();
    boot_pages_from(ref->address + ref->bytes);
    mmu_setup(boot_ram_end(&m), boot_page);
    interrupts_setup();
    clock_setup();
    boot(&m, KERNEL_LOAD, ref->address, ref->bytes, (uint64_t[]){tsc_hz, boot_tsc, tsc_calibration});
}
