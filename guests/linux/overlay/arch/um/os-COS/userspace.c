// SPDX-License-Identifier: GPL-2.0
/*
 * Running processes: a loop around COS's vCPU entry, one turn for each system call, fault or
 * interruption.
 */
#include <linux/mm.h>
#include <linux/ptrace.h>
#include <linux/sched/signal.h>
#include <linux/signal.h>
#include <linux/uaccess.h>
#include <asm/unistd.h>
#include <as-layout.h>
#include <kern_util.h>
#include <os.h>
#include <skas.h>
#include <sysdep/ptrace_user.h>
#include <sysdep/syscalls.h>
#include "cos_um.h"

/* Flags of a task whose system calls are looked at by others: tracers, filters. */
#define WATCHED (_TIF_SYSCALL_TRACE | _TIF_SYSCALL_EMU | _TIF_SECCOMP | _TIF_SINGLESTEP)

int userspace_pid[NR_CPUS];
static struct mm_id *client; /* the running process's */
static unsigned long client_table;

void __switch_mm(struct mm_id *id)
{
    userspace_pid[0] = id->u.pid;
    client = id;
    client_table = cos_client_table(id->u.pid);
}

/* The tracer makes the call (PTRACE_SYSEMU). What it asks for next may concern the call's end. */
static void emulated_call(struct uml_pt_regs *regs)
{
    struct pt_regs *all = container_of(regs, struct pt_regs, regs);

    UPT_SYSCALL_NR(regs) = PT_SYSCALL_NR(regs->gp);
    UPT_AX(regs) = -ENOSYS;
    if (!ptrace_report_syscall_entry(all) && !test_thread_flag(TIF_SYSCALL_EMU))
        syscall_trace_leave(all);
}

static void watched_call(struct uml_pt_regs *regs)
{
    if (test_thread_flag(TIF_SYSCALL_EMU))
        emulated_call(regs);
    else
        handle_syscall(regs);
}

static unsigned long execute(struct pt_regs *regs, unsigned int number)
{
    return EXECUTE_SYSCALL(number, regs);
}

/* UML's handle_syscall() looks at the flags of who watches one by one, at both ends. */
void cos_system_call(struct uml_pt_regs *regs)
{
    struct pt_regs *all = container_of(regs, struct pt_regs, regs);
    unsigned int number = UPT_AX(regs);

    PT_SYSCALL_NR(regs->gp) = UPT_AX(regs);
    if (unlikely(read_thread_flags() & WATCHED)) {
        watched_call(regs);
        return;
    }
    UPT_SYSCALL_NR(regs) = UPT_AX(regs);
    UPT_AX(regs) = -ENOSYS;
    if (likely(number < __NR_syscalls))
        UPT_AX(regs) = execute(all, number);
    if (unlikely(read_thread_flags() & WATCHED))
        syscall_trace_leave(all);
}

/* Signals, rescheduling. A signal handler's frame holds the saved FPU state. */
static void handle_work(void)
{
    cos_fpu_save(current);
    interrupt_end();
}

/*
 * Runs the process until it wants something, or an event comes; one since the last look at the work
 * flags counts.
 */
static long enter(struct uml_pt_regs *regs)
{
    long cause;

    cause = cos_registers_refused(regs);
    if (unlikely(cause))
        return cause;
    cos_fpu_load(current);
    cos_load_client(regs);
    if (unlikely(test_thread_flag(TIF_SINGLESTEP)))
        cos_step_begin();
    cause = cos_op(COS_OP_VCPU_ENTER, client_table, 0, 0, 0, 0, 0, NULL);
    cos_store_client(regs);
    if (unlikely(test_thread_flag(TIF_SINGLESTEP)))
        cos_step_end(regs);
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
        if (unlikely(client->kill)) { /* its table could not be brought up to date */
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
