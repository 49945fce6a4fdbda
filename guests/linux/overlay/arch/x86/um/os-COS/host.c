// SPDX-License-Identifier: GPL-2.0
/* What the processor offers: address space, features. */
#include <linux/errno.h>
#include <linux/kernel.h>
#include <linux/pgtable.h>
#include <asm/ldt.h>
#include <asm/page.h>
#include <asm/unistd.h>
#include <as-layout.h>
#include <os.h>
#include "cos_um.h"

long elf_aux_hwcap; /* what programs find as AT_HWCAP */

/* All of the lower half. The two pages above are where UML's stubs would go. */
unsigned long os_get_top_address(void)
{
    return ALIGN(COS_USER_TOP, PGDIR_SIZE) + 2 * PAGE_SIZE;
}

void os_early_checks(void)
{
    u32 eax = 1, ebx, ecx = 0, edx;

    asm volatile("cpuid" : "+a"(eax), "=b"(ebx), "+c"(ecx), "=d"(edx));
    elf_aux_hwcap = edx;
    /* linux_main() takes a multiple of PGDIR_SIZE only; COS maps no last page */
    task_size = COS_USER_TOP;
}

/*
 * UML's host system calls. Of them only modify_ldt is left, for reading what a new process
 * inherits, and in "stubs" for writing: processes have no LDT, so all that can be written is
 * nothing.
 */
long syscall(long number, ...)
{
    return number == __NR_modify_ldt ? 0 : -ENOSYS;
}

long syscall_stub_data(struct mm_id *id, unsigned long *data, int count, void **addr,
                       void **stub_addr)
{
    *stub_addr = data;
    return 0;
}

long run_syscall_stub(struct mm_id *id, int syscall, unsigned long *args, long expected,
                      void **addr, int done)
{
    const struct user_desc *entry = (const struct user_desc *)args[1];

    return syscall == __NR_modify_ldt && !entry->base_addr && !entry->limit ? expected : -ENOSYS;
}
