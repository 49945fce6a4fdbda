// SPDX-License-Identifier: GPL-2.0
/* Exceptions of processes, as the signals that Linux for x86-64 makes of them. */
#include <linux/mm.h>
#include <linux/sched/signal.h>
#include <linux/signal.h>
#include <as-layout.h>
#include <kern_util.h>
#include <skas.h>
#include "cos_um.h"

#define CANONICAL_BITS 47     /* of an address that a process can have */
#define SELECTOR       0xfffc /* in an error code: the requested privilege is not told */

/* Bits of a page fault's error code. */
#define PAGE_PRESENT 0x01
#define PAGE_WRITE   0x02
#define PAGE_USER    0x04
#define PAGE_FETCH   0x10

/*
 * By exception; all others are SIGSEGV. Without a code the signal is just the kernel's (SI_KERNEL);
 * with one, its address is the instruction's unless it has `none`.
 */
static const struct {
    u8 signal, code;
    bool none;
} signals[] = {
    [COS_FAULT_DIVIDE] = {SIGFPE, FPE_INTDIV},
    [COS_FAULT_DEBUG] = {SIGTRAP},
    [COS_FAULT_BREAKPOINT] = {SIGTRAP},
    [COS_FAULT_OPCODE] = {SIGILL, ILL_ILLOPN},
    [COS_FAULT_SEGMENT] = {SIGBUS},
    [COS_FAULT_STACK] = {SIGBUS},
    [COS_FAULT_FPU] = {SIGFPE},
    [COS_FAULT_ALIGNMENT] = {SIGBUS, BUS_ADRALN, true},
    [COS_FAULT_SIMD] = {SIGFPE},
};

static int code_of(struct uml_pt_regs *regs, unsigned long cause, unsigned long status)
{
    if (cause == COS_FAULT_FPU || cause == COS_FAULT_SIMD)
        return cos_fpu_error(cause == COS_FAULT_SIMD);
    if (cause == COS_FAULT_DEBUG)
        return cos_debug_trap(regs, status);
    return cause < ARRAY_SIZE(signals) ? signals[cause].code : 0;
}

/* `status`: of a debug exception. */
static void send(struct uml_pt_regs *regs, unsigned long cause, unsigned long status)
{
    bool known = cause < ARRAY_SIZE(signals) && signals[cause].signal;
    int signal = known ? signals[cause].signal : SIGSEGV, code = code_of(regs, cause, status);

    current->thread.arch.faultinfo = regs->faultinfo;
    if (code)
        force_sig_fault(signal, code, (void __user *)(signals[cause].none ? 0 : UPT_IP(regs)));
    else
        force_sig(signal);
}

/*
 * Of a page fault that was a signal: whether the page is there is Linux's to say, as COS's tables
 * lack pages that have not been used for a while. Of the kernel's half of the address space nothing
 * is told.
 */
static void tell_presence(struct faultinfo *info)
{
    pte_t *pte = info->cr2 < TASK_SIZE ? virt_to_pte(current->mm, info->cr2) : NULL;

    info->error_code &= ~PAGE_PRESENT;
    if (info->cr2 >> CANONICAL_BITS || (pte && pte_get_bits(*pte, _PAGE_PRESENT)))
        info->error_code |= PAGE_PRESENT;
}

/*
 * A fetch from a page that is not mapped, or not executable; UML's fault handler knows only the
 * former.
 */
static void handle_fetch(struct uml_pt_regs *regs)
{
    unsigned long address = regs->faultinfo.cr2;
    struct vm_area_struct *area;
    bool data;

    mmap_read_lock(current->mm);
    area = find_vma(current->mm, address);
    data = area && address >= area->vm_start && !(area->vm_flags & VM_EXEC);
    mmap_read_unlock(current->mm);
    if (data) {
        current->thread.arch.faultinfo = regs->faultinfo;
        force_sig_fault(SIGSEGV, SEGV_ACCERR, (void __user *)address);
        return;
    }
    cos_client_fetch(address);
    segv_handler(SIGSEGV, NULL, regs);
    cos_client_fetched();
}

/*
 * The processor was refused a page that it wanted as the kernel: of the process only a far return
 * can be meant. False: the process may not read its stack, whose address is `*address` then.
 */
static bool handle_implicit(struct uml_pt_regs *regs, unsigned long *address)
{
    unsigned long value;
    enum cos_far far = cos_far_return(regs, &value);

    if (far == COS_FAR_UNREADABLE) {
        regs->faultinfo.error_code = PAGE_USER;
        *address = value;
        return false;
    }
    regs->faultinfo = (struct faultinfo){value, current->thread.arch.faultinfo.cr2, COS_NO_TRAP};
    if (far == COS_FAR_DONE)
        return true;
    regs->faultinfo.trap_no = COS_FAULT_PROTECTION;
    send(regs, COS_FAULT_PROTECTION, 0);
    return true;
}

/* Whether it was a system call of an older kind. To that, no trap has come. */
static bool handle_legacy(struct uml_pt_regs *regs, unsigned long cause)
{
    int trap = regs->faultinfo.trap_no;

    regs->faultinfo.trap_no = COS_NO_TRAP;
    if (cos_legacy_call(regs, cause))
        return true;
    regs->faultinfo.trap_no = trap;
    return false;
}

static void handle_page(struct uml_pt_regs *regs, unsigned long address)
{
    struct faultinfo *info = &regs->faultinfo;

    if (unlikely((info->error_code & (PAGE_PRESENT | PAGE_USER)) == PAGE_PRESENT) &&
        handle_implicit(regs, &address))
        return;
    info->error_code |= PAGE_USER;
    info->cr2 = address;
    if (handle_legacy(regs, COS_FAULT_PAGE))
        return;
    if (info->error_code & PAGE_FETCH)
        handle_fetch(regs);
    else if (!cos_page_fault(regs))
        segv_handler(SIGSEGV, NULL, regs);
    if (unlikely(signal_pending(current)))
        tell_presence(&current->thread.arch.faultinfo);
    else
        info->trap_no = COS_NO_TRAP;
}

/* Whether it was an instruction that Linux answers, or the fault of its operand. */
static bool handle_umip(struct uml_pt_regs *regs)
{
    unsigned long unwritable;

    if (!cos_umip(regs, &unwritable))
        return false;
    regs->faultinfo.trap_no = COS_NO_TRAP;
    if (unwritable) {
        regs->faultinfo = (struct faultinfo){PAGE_USER | PAGE_WRITE, unwritable, COS_FAULT_PAGE};
        current->thread.arch.faultinfo = regs->faultinfo;
        force_sig_fault(SIGSEGV, SEGV_MAPERR, (void __user *)unwritable);
    }
    return true;
}

/* What the vCPU page says is read first: once this process waits for a page, others run. */
void cos_trap(struct uml_pt_regs *regs, unsigned long cause)
{
    const unsigned long address = evm_vcpu.address, code = evm_vcpu.code;
    struct faultinfo *info = &regs->faultinfo;

    if (cause == COS_FAULT_PROTECTION && !code && handle_umip(regs))
        return;
    info->trap_no = cause;
    info->error_code = code;
    if (cause == COS_FAULT_PAGE) {
        handle_page(regs, address);
        return;
    }
    if (handle_legacy(regs, cause))
        return;
    info->cr2 = current->thread.arch.faultinfo.cr2; /* of the last page fault that was a signal */
    send(regs, cause, address);
}

static unsigned long fault(unsigned long cause, unsigned long address, unsigned long code)
{
    evm_vcpu.address = address;
    evm_vcpu.code = code;
    return cause;
}

unsigned long cos_registers_fault(const struct uml_pt_regs *regs)
{
    unsigned long ip = UPT_IP(regs);

    if (UPT_CS(regs) != USER_CS || UPT_SS(regs) != USER_SS)
        return fault(COS_FAULT_PROTECTION, 0,
                     (UPT_CS(regs) != USER_CS ? UPT_CS(regs) : UPT_SS(regs)) & SELECTOR);
    if ((long)(ip << (64 - CANONICAL_BITS - 1)) >> (64 - CANONICAL_BITS - 1) != (long)ip)
        return fault(COS_FAULT_PROTECTION, 0, 0);
    return fault(COS_FAULT_PAGE, ip, PAGE_USER | PAGE_FETCH);
}
