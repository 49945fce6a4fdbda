/* SPDX-License-Identifier: BSD-2-Clause */
/* What the boot loader says about memory (PVH, Multiboot2), and the order of setting up. */
#include "boot.h"
#include "cpu.h"
#include "cpu_setup.h"
#include "evm/image.h"

#define PVH_MAGIC         0x336ec578
#define MULTIBOOT2_MAGIC  0x36d76289
#define MULTIBOOT2_MODULE 3
#define MULTIBOOT2_MMAP   6
#define MULTIBOOT2_RSDP   14 /* a copy of ACPI's root pointer: 20 bytes, as of ACPI 1.0 */
#define MULTIBOOT2_RSDP2  15 /* the same, of ACPI 2.0 and later */
#define RAM               1

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
struct mb2_module {
    uint32_t type, bytes, start, end;
};
struct mb2_range {
    uint64_t base, bytes;
    uint32_t type, reserved;
};

extern struct evm_image_ref image_ref; /* its physical address; filled in by the tool, or here if
                                          the image is a module */
extern uint64_t boot_tsc;
extern const char kernel_end[];

/* Returns what a boot loader has left at a physical address, or NULL if it is not below 4 GiB. */
static const void *left_at(uint64_t address, uint64_t bytes)
{
    bool good = address < MMU_REACH && bytes <= MMU_REACH - address;
    for (uint64_t at = address; good && at < address + bytes; at = (at | (EVM_NODE_SPAN - 1)) + 1)
        mmu_reach(at);
    return good ? direct_map(address) : NULL;
}

static bool pvh_read(uint64_t info, struct boot_memory *m)
{
    const struct pvh_info *p = left_at(info, sizeof *p);
    if (!p || p->magic != PVH_MAGIC || p->version < 1)
        return false;
    const struct pvh_range *r = left_at(p->memory_map, p->memory_map_entries * sizeof *r);
    for (uint32_t i = 0; r && i < p->memory_map_entries; i++)
        if (r[i].type == RAM)
            boot_memory_add(m, r[i].base, r[i].bytes);
    const void *rsdp = p->rsdp ? left_at(p->rsdp, sizeof m->rsdp) : NULL;
    if (rsdp)
        memory_copy(m->rsdp, rsdp, sizeof m->rsdp);
    return true;
}

static void mb2_ranges(const struct mb2_tag *tag, struct boot_memory *m)
{
    for (uint64_t at = sizeof *tag; tag->entry_bytes && at + sizeof(struct mb2_range) <= tag->bytes;
         at += tag->entry_bytes) {
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

/* The first module is the system image. It need not follow the kernel directly. */
static void mb2_module(const struct mb2_module *module, struct evm_image_ref *ref)
{
    if (module->start % COS_PAGE_SIZE || module->end < module->start)
        machine_halt("the boot loader has not put the system image at the start of a page");
    ref->address = module->start;
    ref->bytes = (module->end - module->start) & ~(COS_PAGE_SIZE - 1u);
}

static void mb2_read(uint64_t info, struct boot_memory *m, struct evm_image_ref *ref)
{
    const struct mb2_info *head = left_at(info, sizeof *head);
    const char *all = head ? left_at(info, head->bytes) : NULL;
    bool found = false;
    for (uint64_t at = sizeof *head; all && at + sizeof(struct mb2_tag) <= head->bytes;) {
        const struct mb2_tag *tag = (const void *)(all + at);
        if (tag->type == 0 || tag->bytes < 8)
            return;
        if (tag->type == MULTIBOOT2_MMAP)
            mb2_ranges(tag, m);
        if (tag->type == MULTIBOOT2_RSDP || tag->type == MULTIBOOT2_RSDP2)
            mb2_rsdp(tag, m);
        if (tag->type == MULTIBOOT2_MODULE && !found) {
            mb2_module((const void *)tag, ref);
            found = true;
        }
        at += ((uint64_t)tag->bytes + 7) & ~7ull;
    }
}

void machine_boot(uint32_t magic, uint64_t info)
{
    struct boot_memory m = {0};
    struct evm_image_ref *ref = direct_map((uint64_t)&image_ref);
    if (magic == MULTIBOOT2_MAGIC)
        mb2_read(info, &m, ref);
    else if (!pvh_read(info, &m))
        machine_halt("started by neither a PVH nor a Multiboot2 boot loader");
    if (ref->bytes == 0)
        machine_halt("no system image: start what `evm build` wrote, not the bare kernel");
    struct boot_places places = {KERNEL_LOAD, (uint64_t)kernel_end - KERNEL_BASE, ref->address,
                                 ref->address + ref->bytes};
    boot_memory_begin(&m, &places);
    cpu_setup();
    mmu_setup(&m);
    interrupts_setup();
    clock_setup();
    boot(&m, &places, (uint64_t[]){tsc_hz, boot_tsc, tsc_calibration});
}
