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

#define X86_TRAP_FLAG 0x100 /* in rflags: a debug exception after each instruction */

int userspace_pid[NR_CPUS];
static bool client_broken; /* its page table could not be brought up to date */

void __switch_mm(struct mm_id *id)
{
    userspace_pid[0] = id->u.pid;
    client_broken = id->kill;
}

void cos_system_call(struct uml_pt_regs *regs)
{
    PT_SYSCALL_NR(regs->gp) = UPT_AX(regs);
    handle_syscall(regs);
}

/* Signals, rescheduling. A signal handler's frame holds the saved FPU state. */
static void handle_work(void)
{
    cos_fpu_save(current);
    interrupt_end();
}

/* Runs the process until it wants something, or an event comes; one since the last look at the work flags counts. */
static long enter(struct uml_pt_regs *regs)
{
    long cause;

    cause = cos_registers_refused(regs);
    if (unlikely(cause))
        return cause;
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
            handle_work();
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
            force_fatal_sig(SIGSEGV); /* the address space is no more */
        else if (cause != COS_EXIT_EVENT)
            cos_trap(regs, cause);
    }
}
