/* SPDX-License-Identifier: BSD-2-Clause */
/* The kernel's own mappings, and the format of page-table entries. */
#include "cpu.h"
#include "cpu_setup.h"
#include "pagetable.h"

#define LARGE_PAGE 0x200000ull
#define GIB        0x40000000ull
#define LAPIC_BASE 0xfee00000ull
#define CACHE_LINE 64

_Static_assert(DIRECT_SIZE == EVM_RAM_END && GIB == EVM_NODE_SPAN && KERNEL_LOAD == EVM_KERNEL_LOAD,
               "the tool counts on it");

extern uint64_t boot_pml4[], boot_pdpt_low[], boot_pdpt_high[], boot_pd[];
extern const char kernel_text[], kernel_rodata[], kernel_data[], kernel_end[];

/* the first 2 MiB, in 4 KiB pages: direct map */
static uint64_t first_direct[512] __attribute__((aligned(4096)));
static uint64_t first_kernel[512] __attribute__((aligned(4096))); /* and the kernel's image */
static uint64_t kernel_pd[512] __attribute__((aligned(4096)));

static uint64_t image_address(const void *p)
{
    return (uint64_t)p - KERNEL_BASE;
}

/* Rights of a page of the kernel's image, by section: text R+X, read-only data R, the rest R+W. */
static uint64_t image_rights(uint64_t physical)
{
    if (physical >= image_address(kernel_data))
        return PTE_PRESENT | PTE_WRITE | PTE_NX;
    return physical >= image_address(kernel_rodata) ? PTE_PRESENT | PTE_NX : PTE_PRESENT;
}

static void map_first(void)
{
    for (unsigned i = 0; i < 512; i++) {
        uint64_t page = i * 4096ull;
        bool image = page >= image_address(kernel_text) && page < image_address(kernel_end);
        first_direct[i] = page | PTE_NX | (image ? image_rights(page) : PTE_PRESENT | PTE_WRITE);
        first_kernel[i] = image ? page | image_rights(page) : 0;
    }
}

static void map_gib(uint64_t *node, uint64_t gib, uint64_t rights)
{
    for (unsigned i = 0; i < 512; i++)
        node[i] = (gib * GIB + i * LARGE_PAGE) | PTE_PRESENT | PTE_WRITE | PTE_LARGE | rights;
}

void mmu_reach(uint64_t physical)
{
    uint64_t *const unused[] = {NULL, first_direct, first_kernel, kernel_pd}; /* so far */
    uint64_t gib = physical / GIB;
    if (boot_pdpt_low[gib])
        return;
    map_gib(unused[gib], gib, PTE_NX);
    boot_pdpt_low[gib] = image_address(unused[gib]) | PTE_PRESENT | PTE_WRITE;
}

void mmu_setup(struct boot_memory *m)
{
    for (uint64_t gib = 1; gib * GIB < boot_ram_end(m); gib++) {
        uint64_t node = boot_page(m);
        map_gib(direct_map(node), gib, PTE_NX);
        boot_pdpt_low[gib] = node | PTE_PRESENT | PTE_WRITE;
    }
    for (uint64_t gib = (boot_ram_end(m) + GIB - 1) / GIB; gib < MMU_REACH / GIB; gib++)
        boot_pdpt_low[gib] = 0;
    machine_forget_all();
    page_zero(kernel_pd); /* mmu_reach() may have used it; map_first() overwrites the others */
    map_first();
    kernel_pd[0] = image_address(first_kernel) | PTE_PRESENT | PTE_WRITE;
    kernel_pd[511] = LAPIC_BASE | PTE_PRESENT | PTE_WRITE | PTE_LARGE | PTE_UNCACHED | PTE_NX;
    boot_pd[0] = image_address(first_direct) | PTE_PRESENT | PTE_WRITE;
    for (unsigned i = 1; i < 512; i++)
        boot_pd[i] |= PTE_NX;
    boot_pdpt_high[510] = image_address(kernel_pd) | PTE_PRESENT | PTE_WRITE;
    boot_pml4[0] = 0;
    machine_forget_all();
}

void machine_root_init(uint64_t *root)
{
    root[256] = boot_pml4[256];
    root[511] = boot_pml4[511];
}

static uint64_t current_root(void)
{
    uint64_t root;
    __asm__ volatile("mov %%cr3, %0" : "=r"(root));
    return root;
}

void machine_root(uint64_t root)
{
    if (root != current_root())
        __asm__ volatile("mov %0, %%cr3" : : "r"(root) : "memory");
}

/* Without PCIDs only the root in use can have translations cached. */
void machine_forget(const struct frame *root, uint64_t address)
{
    if (frame_number(root) << COS_PAGE_SHIFT == current_root())
        __asm__ volatile("invlpg (%0)" : : "r"(address) : "memory");
}

void machine_forget_all(void)
{
    __asm__ volatile("mov %0, %%cr3" : : "r"(current_root()) : "memory");
}

void machine_write_back(const void *page)
{
    for (unsigned line = 0; line < COS_PAGE_SIZE; line += CACHE_LINE)
        __asm__ volatile("clflush (%0)" : : "r"((const char *)page + line) : "memory");
    __asm__ volatile("mfence" : : : "memory");
}

uint64_t pte_page(uint64_t frame, uint64_t rights, bool device)
{
    return frame << COS_PAGE_SHIFT | PTE_PRESENT | PTE_USER |
           (rights & COS_RIGHT_WRITE ? PTE_WRITE : 0) | (rights & COS_RIGHT_EXEC ? 0 : PTE_NX) |
           (device ? PTE_UNCACHED : 0);
}

/* 0xfec00000-0xfecfffff: I/O APICs; 0xfee00000-0xfeefffff: local APIC and
 * message-signalled interrupts. */
bool device_mappable(uint64_t frame)
{
    return frame >> 8 != 0xfec && frame >> 8 != 0xfee;
}
