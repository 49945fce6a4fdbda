// SPDX-License-Identifier: GPL-2.0
/* Running processes: a loop around COS's vCPU entry, one turn for each system call, fault or interruption. */
#include <linux/mm.h>
#include <linux/sched/signal.h>
#include <linux/signal.h>
#include <linux/uaccess.h>
#include <asm/unistd.h>
#include <as-layout.h>
#include <kern_util.h>
#include <os.h>
#include <skas.h>
#include <sysdep/ptrace_user.h>
#include "cos_um.h"

#define PAGE_FAULT_FETCH 0x10 /* in a page fault's error code */
#define X86_TRAP_FLAG 0x100 /* in rflags: a debug exception after each instruction */

int userspace_pid[NR_CPUS];
static bool client_broken; /* its page table could not be brought up to date */

void __switch_mm(struct mm_id *id)
{
    userspace_pid[0] = id->u.pid;
    client_broken = id->kill;
}

/* Faults of a process that are signals at once; page faults are not among them. */
static const struct { unsigned char signal, code; } signals[] = {
    [COS_FAULT_DIVIDE] = { SIGFPE, FPE_INTDIV },
    [COS_FAULT_DEBUG] = { SIGTRAP, TRAP_TRACE },
    [COS_FAULT_BREAKPOINT] = { SIGTRAP, TRAP_BRKPT },
    [COS_FAULT_OPCODE] = { SIGILL, ILL_ILLOPN },
    [COS_FAULT_FPU] = { SIGFPE },
    [COS_FAULT_ALIGNMENT] = { SIGBUS, BUS_ADRALN },
    [COS_FAULT_SIMD] = { SIGFPE },
};

/* A fetch from a page that is not mapped, or not executable; UML's fault handler knows only the former. */
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

static void handle_fault(struct uml_pt_regs *regs, unsigned long cause)
{
    struct faultinfo *info = &regs->faultinfo;
    int code;

    info->trap_no = cause;
    info->error_code = evm_vcpu.code;
    info->cr2 = evm_vcpu.address;
    if (unlikely(cos_legacy_call(regs, cause)))
        return;
    if (cause == COS_FAULT_PAGE && info->error_code & PAGE_FAULT_FETCH) {
        handle_fetch(regs);
        return;
    }
    if (cause == COS_FAULT_PAGE && cos_page_fault(regs))
        return;
    if (cause >= ARRAY_SIZE(signals) || !signals[cause].signal) {
        segv_handler(SIGSEGV, NULL, regs);
        return;
    }
    if (cause == COS_FAULT_FPU || cause == COS_FAULT_SIMD)
        code = cos_fpu_error(cause == COS_FAULT_SIMD);
    else
        code = signals[cause].code;
    current->thread.arch.faultinfo = *info;
    force_sig_fault(signals[cause].signal, code, (void __user *)UPT_IP(regs));
}

void cos_system_call(struct uml_pt_regs *regs)
{
    PT_SYSCALL_NR(regs->gp) = UPT_AX(regs);
    if (unlikely(UPT_AX(regs) == __NR_rt_sigreturn)) { /* replaces the FPU's state in `regs` */
        cos_fpu_save(current);
        cos_fpu_forget();
    }
    handle_syscall(regs);
}

/* Signals, rescheduling. They may read or write the saved FPU state, and other processes may run meanwhile. */
static void handle_work(struct uml_pt_regs *regs)
{
    unsigned long stack = UPT_SP(regs);

    cos_fpu_save(current);
    interrupt_end();
    cos_fpu_forget();
    if (UPT_SP(regs) != stack) /* a signal handler's frame: handlers start with a fresh FPU, no exception pending */
        cos_fpu_start(regs->fp);
}

/* Runs the process until it wants something, or an event comes; one since the last look at the work flags counts. */
static long enter(struct uml_pt_regs *regs)
{
    long cause;

    cos_fpu_load(current);
    cos_load_client(regs);
    if (unlikely(test_thread_flag(TIF_SINGLESTEP)))
        evm_vcpu.client.rflags |= X86_TRAP_FLAG;
    cause = cos_op(COS_OP_VCPU_ENTER, cos_client_table(userspace_pid[0]), 0, 0, 0, 0, 0, NULL);
    cos_store_client(regs);
    if (unlikely(test_thread_flag(TIF_SINGLESTEP)))
        UPT_EFLAGS(regs) &= ~(unsigned long)X86_TRAP_FLAG;
    return cause;
}

void userspace(struct uml_pt_regs *regs, unsigned long *aux_fp_regs)
{
    long cause;

    regs->is_user = 1;
    interrupt_end();
    for (;;) {
        cos_frame_refill();
        block_signals();
        if (unlikely(read_thread_flags() & _TIF_WORK_MASK)) {
            unblock_signals();
            handle_work(regs);
            continue;
        }
        if (unlikely(client_broken)) {
            unblock_signals();
            force_fatal_sig(SIGSEGV);
            continue;
        }
        cause = enter(regs);
        UPT_SYSCALL_NR(regs) = -1;
        PT_SYSCALL_NR(regs->gp) = -1;
        if (cause == COS_EXIT_EVENT)
            cos_handle_events(regs);
        unblock_signals();
        if (likely(cause == COS_EXIT_SYSCALL))
            cos_system_call(regs);
        else if (cause < 0)
            force_sig(SIGSEGV); /* registers that no process can have */
        else if (cause != COS_EXIT_EVENT)
            handle_fault(regs, cause);
    }
}
