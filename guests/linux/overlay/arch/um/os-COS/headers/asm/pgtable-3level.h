/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Four levels of page tables where UML has three: processes expect the 47 bits of address space
 * that the processor gives them, and three levels end at 39. This header comes before UML's of the
 * same name in the search path (Makefile-os-COS) and defines what that one does, with a level more;
 * the rest of UML walks all levels anyway.
 */
#ifndef COS_PGTABLE_LEVELS_H
#define COS_PGTABLE_LEVELS_H

#include <asm-generic/pgtable-nop4d.h>

#undef CONFIG_PGTABLE_LEVELS /* Kconfig derives it from CONFIG_3_LEVEL_PGTABLES */
#define CONFIG_PGTABLE_LEVELS 4

#define PGDIR_SHIFT 39
#define PGDIR_SIZE  (1ul << PGDIR_SHIFT)
#define PGDIR_MASK  (~(PGDIR_SIZE - 1))
#define PUD_SHIFT   30
#define PUD_SIZE    (1ul << PUD_SHIFT)
#define PUD_MASK    (~(PUD_SIZE - 1))
#define PMD_SHIFT   21
#define PMD_SIZE    (1ul << PMD_SHIFT)
#define PMD_MASK    (~(PMD_SIZE - 1))

#define PTRS_PER_PTE      512
#define PTRS_PER_PMD      512
#define PTRS_PER_PUD      512
#define PTRS_PER_PGD      512
#define USER_PTRS_PER_PGD ((TASK_SIZE - 1) / PGDIR_SIZE + 1)

typedef struct {
    unsigned long pud;
} pud_t;
#define pud_val(x) ((x).pud)
#define __pud(x)   ((pud_t){(x)})

#define table_error(name, value) printk("%s:%d: bad " name ": %016lx\n", __FILE__, __LINE__, value)
#define pte_ERROR(e)             table_error("pte", pte_val(e))
#define pmd_ERROR(e)             table_error("pmd", pmd_val(e))
#define pud_ERROR(e)             table_error("pud", pud_val(e))
#define pgd_ERROR(e)             table_error("pgd", pgd_val(e))

/* An entry is a table, or empty; `newpage` alone: what was there is to be unmapped. */
#define TABLE_FLAGS (~PAGE_MASK & ~_PAGE_USER)

#define pud_none(entry)    (!(pud_val(entry) & ~_PAGE_NEWPAGE))
#define pud_bad(entry)     ((pud_val(entry) & TABLE_FLAGS) != _KERNPG_TABLE)
#define pud_present(entry) (pud_val(entry) & _PAGE_PRESENT)
#define p4d_none(entry)    (!(p4d_val(entry) & ~_PAGE_NEWPAGE))
#define p4d_bad(entry)     ((p4d_val(entry) & TABLE_FLAGS) != _KERNPG_TABLE)
#define p4d_present(entry) (p4d_val(entry) & _PAGE_PRESENT)

/* The first level is folded into the next: an entry of it is always there and never new. */
static inline int pgd_newpage(pgd_t pgd)
{
    return 0;
}
static inline void pgd_mkuptodate(pgd_t pgd)
{
}

#define set_pmd(entry, value)          WRITE_ONCE(*(entry), value)
#define set_pud(entry, value)          WRITE_ONCE(*(entry), value)
#define set_p4d(entry, value)          WRITE_ONCE(*(entry), value)
#define pud_clear(entry)               set_pud(entry, __pud(_PAGE_NEWPAGE))
#define p4d_clear(entry)               set_p4d(entry, __p4d(_PAGE_NEWPAGE))
#define pud_populate(mm, entry, table) set_pud(entry, __pud(_PAGE_TABLE + __pa(table)))
#define p4d_populate(mm, entry, table) set_p4d(entry, __p4d(_PAGE_TABLE + __pa(table)))

#define pud_page(pud)    phys_to_page(pud_val(pud) & PAGE_MASK)
#define pud_pgtable(pud) ((pmd_t *)__va(pud_val(pud) & PAGE_MASK))
#define p4d_page(p4d)    phys_to_page(p4d_val(p4d) & PAGE_MASK)
#define p4d_pgtable(p4d) ((pud_t *)__va(p4d_val(p4d) & PAGE_MASK))

#define __pud_free_tlb(tlb, table, address) tlb_remove_page(tlb, virt_to_page(table))

static inline unsigned long pte_pfn(pte_t pte)
{
    return phys_to_pfn(pte_val(pte));
}

static inline pte_t pfn_pte(unsigned long page, pgprot_t prot)
{
    return __pte(pfn_to_phys(page) | pgprot_val(prot));
}

static inline pmd_t pfn_pmd(unsigned long page, pgprot_t prot)
{
    return __pmd(pfn_to_phys(page) | pgprot_val(prot));
}

#endif
