// SPDX-License-Identifier: GPL-2.0
/*
 * Says on the console which program a signal for its own mistakes has ended, and where: the shell
 * or service that started it may not, and a status of 128 + signal says neither. The linker sends
 * Linux's call of do_group_exit() for a signal here (--wrap).
 */
#include <linux/kernel.h>
#include <linux/mm.h>
#include <linux/printk.h>
#include <linux/ratelimit.h>
#include <linux/sched/signal.h>
#include <linux/sched/task.h>
#include <linux/signal.h>
#include "cos_um.h"

#define ERROR_WRITE 0x02 /* in a page fault's error code */
#define ERROR_FETCH 0x10

static const char *name_of(int signal)
{
    static const char *const names[] = {
        [SIGQUIT] = "SIGQUIT", [SIGILL] = "SIGILL", [SIGTRAP] = "SIGTRAP", [SIGABRT] = "SIGABRT",
        [SIGBUS] = "SIGBUS",   [SIGFPE] = "SIGFPE", [SIGSEGV] = "SIGSEGV", [SIGXCPU] = "SIGXCPU",
        [SIGXFSZ] = "SIGXFSZ", [SIGSYS] = "SIGSYS",
    };

    return signal < ARRAY_SIZE(names) && names[signal] ? names[signal] : "a signal";
}

static void report(int signal)
{
    const struct uml_pt_regs *regs = &current->thread.regs.regs;
    const struct faultinfo *fault = &regs->faultinfo;

    printk(KERN_ERR "%s[%d]: killed by %s", current->comm, task_pid_nr(current), name_of(signal));
    if ((signal == SIGSEGV || signal == SIGBUS) && fault->trap_no == COS_FAULT_PAGE)
        pr_cont(": %s 0x%lx",
                fault->error_code & ERROR_WRITE   ? "write to"
                : fault->error_code & ERROR_FETCH ? "jump to"
                                                  : "read of",
                fault->cr2);
    pr_cont(", ip 0x%lx, sp 0x%lx", UPT_IP(regs), UPT_SP(regs));
    print_vma_addr(KERN_CONT ", in ", UPT_IP(regs));
    pr_cont("\n");
}

void __noreturn __real_do_group_exit(int code);
void __noreturn __wrap_do_group_exit(int code)
{
    static DEFINE_RATELIMIT_STATE(limit, 5 * HZ, 10);

    if (code > 0 && code < SIGRTMIN && sig_kernel_coredump(code) && __ratelimit(&limit))
        report(code);
    __real_do_group_exit(code);
}
