// SPDX-License-Identifier: GPL-2.0
/*
 * Address spaces of processes where UML's own are not what programs for this processor expect, or
 * cost too much. The linker sends calls of these functions of Linux here (--wrap).
 */
#include <linux/memblock.h>
#include <linux/mm.h>
#include <linux/mman.h>
#include <linux/pagewalk.h>
#include <linux/personality.h>
#include <linux/sched/mm.h>
#include <linux/sched/signal.h>
#include <asm/pgalloc.h>
#include <asm/tlbflush.h>
#include <kern_util.h>
#include "cos_um.h"

#define LOW_START    0x40000000ul /* MAP_32BIT: below 2 GB, above programs */
#define LOW_END      0x80000000ul
#define AROUND       (64 * PAGE_SIZE) /* mapped at once when one of them is touched */
#define GAP_MIN      0x8000000ul      /* kept free below the stack, at least */
#define STACK_RANDOM 0x7fful          /* pages by which a stack's start varies */

/* UML takes the upper tables of its fixed mappings for folded, and fills in the lower ones only. */
void __init __wrap_paging_init(void)
{
    void __real_paging_init(void);
    pud_t *table = memblock_alloc_low(PAGE_SIZE, PAGE_SIZE);

    if (!table)
        panic("no memory for page tables");
    p4d_populate(&init_mm, p4d_offset(pgd_offset_k(FIXADDR_TOP), FIXADDR_TOP), table);
    __real_paging_init();
}

/*
 * Called by each new task before it first runs, to map what its address space holds. A thread, or a
 * child of vfork, runs in one that is up to date; a child of fork gets its pages when it does.
 */
void __wrap_force_flush_all(void)
{
}

/* Linux has the page, but the table of the current process has not. */
static bool page_waits(unsigned long address)
{
    pte_t *pte = virt_to_pte(current->mm, address);

    return pte && pte_present(*pte) && pte_newpage(*pte);
}

/* What fork has copied it takes for not accessed yet, and such pages are not mapped. */
static int set_accessed(pte_t *pte, unsigned long address, unsigned long next, struct mm_walk *walk)
{
    if (pte_present(*pte))
        *pte = pte_mkyoung(*pte);
    return 0;
}

static void map_around(unsigned long address)
{
    static const struct mm_walk_ops touch = {.pte_entry = set_accessed};
    unsigned long start = address & -AROUND, end = start + AROUND;
    struct mm_struct *mm = current->mm;
    struct vm_area_struct *area;

    if (mmap_read_lock_killable(mm))
        return;
    area = vma_lookup(mm, address);
    if (area) {
        start = max(start, area->vm_start);
        end = min(end, area->vm_end);
        walk_page_range(mm, start, end, &touch, NULL);
        flush_tlb_range(area, start, end);
    }
    mmap_read_unlock(mm);
}

static unsigned long top_down(struct file *file, unsigned long address, unsigned long bytes,
                              unsigned long offset, unsigned long flags)
{
    struct vm_unmapped_area_info low = {
        .length = bytes, .low_limit = LOW_START, .high_limit = LOW_END};

    if (!(flags & MAP_32BIT) || flags & MAP_FIXED)
        return arch_get_unmapped_area_topdown(file, address, bytes, offset, flags);
    return vm_unmapped_area(&low);
}

/* As Linux on the processor itself: from below the stack downwards; for a stack without limit,
 * upwards. */
void __wrap_arch_pick_mmap_layout(struct mm_struct *mm, struct rlimit *stack)
{
    unsigned long most = STACK_TOP / 6 * 5;

    if (current->personality & ADDR_COMPAT_LAYOUT || stack->rlim_cur >= most) {
        mm->mmap_base = PAGE_ALIGN(TASK_SIZE / 3);
        mm->get_unmapped_area = arch_get_unmapped_area;
        return;
    }
    mm->mmap_base = stack->rlim_cur + stack_guard_gap + (STACK_RANDOM << PAGE_SHIFT);
    mm->mmap_base = PAGE_ALIGN(STACK_TOP - clamp(mm->mmap_base, GAP_MIN, most));
    mm->get_unmapped_area = top_down;
}

/* A read of an area that can only be written: the processor allows it, so other Linux does, too. */
static bool read_write_only(unsigned long address)
{
    struct mm_struct *mm = current->mm;
    vm_fault_t fault = VM_FAULT_SIGSEGV;
    struct vm_area_struct *area;

    if (faulthandler_disabled() || mmap_read_lock_killable(mm))
        return false;
    area = vma_lookup(mm, address);
    if (area && (area->vm_flags & (VM_READ | VM_WRITE | VM_EXEC)) == VM_WRITE)
        fault = handle_mm_fault(area, address, FAULT_FLAG_USER, NULL);
    if (!(fault & VM_FAULT_ERROR))
        flush_tlb_page(area, address);
    mmap_read_unlock(mm);
    if (fault & VM_FAULT_OOM)
        pagefault_out_of_memory();
    return !(fault & VM_FAULT_ERROR) || fault & VM_FAULT_OOM;
}

int __wrap_handle_page_fault(unsigned long address, unsigned long ip, int is_write, int is_user,
                             int *code)
{
    int __real_handle_page_fault(unsigned long address, unsigned long ip, int is_write, int is_user,
                                 int *code);
    int error = __real_handle_page_fault(address, ip, is_write, is_user, code);

    return error == -EFAULT && !is_write && is_user && read_write_only(address) ? 0 : error;
}

bool cos_page_fault(const struct uml_pt_regs *regs)
{
    const struct faultinfo *info = &regs->faultinfo;
    bool waits = !FAULT_WRITE(*info) && page_waits(info->cr2);
    int code;

    if (handle_page_fault(info->cr2, UPT_IP(regs), FAULT_WRITE(*info), 1, &code))
        return false;
    if (waits)
        map_around(info->cr2);
    return true;
}
