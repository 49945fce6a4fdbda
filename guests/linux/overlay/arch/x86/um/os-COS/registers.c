// SPDX-License-Identifier: GPL-2.0
/* A process's registers: between UML's order (ptrace's) and the vCPU page's. */
#include <linux/errno.h>
#include <linux/sched.h>
#include <linux/string.h>
#include <asm/prctl.h>
#include <asm/processor.h>
#include <as-layout.h>
#include <longjmp.h>
#include <os.h>
#include <registers.h>
#include "cos_um.h"

#define RFLAGS_START 0x202 /* interrupts on */
#define RFLAGS_TRAP  0x100 /* a debug exception after each instruction */

#define EACH_REGISTER(copy)                                                                        \
    copy(rax, HOST_AX) copy(rbx, HOST_BX) copy(rcx, HOST_CX) copy(rdx, HOST_DX) copy(rsi, HOST_SI) \
        copy(rdi, HOST_DI) copy(rbp, HOST_BP) copy(rsp, HOST_SP) copy(r8, HOST_R8)                 \
            copy(r9, HOST_R9) copy(r10, HOST_R10) copy(r11, HOST_R11) copy(r12, HOST_R12)          \
                copy(r13, HOST_R13) copy(r14, HOST_R14) copy(r15, HOST_R15) copy(rip, HOST_IP)     \
                    copy(rflags, HOST_EFLAGS)

void cos_load_client(const struct uml_pt_regs *regs)
{
#define LOAD(name, index) evm_vcpu.client.name = regs->gp[index];
    EACH_REGISTER(LOAD)
    LOAD(fsbase, HOST_FS_BASE) LOAD(gsbase, HOST_GS_BASE)
}

/* The bases are changed by system calls only: what an empty selector did to them does not stay. */
void cos_store_client(struct uml_pt_regs *regs)
{
#define STORE(name, index) regs->gp[index] = evm_vcpu.client.name;
    EACH_REGISTER(STORE)
}

void cos_step_begin(void)
{
    evm_vcpu.client.rflags |= RFLAGS_TRAP;
}

void cos_step_end(struct uml_pt_regs *regs)
{
    UPT_EFLAGS(regs) &= ~(unsigned long)RFLAGS_TRAP;
}

/* Registers at a start: of the running process, by exec; or of a new thread of the kernel's. */
void get_safe_registers(unsigned long *regs, unsigned long *fp_regs)
{
    if (regs == current->thread.regs.regs.gp)
        cos_debug_clear(current);
    memset(regs, 0, MAX_REG_NR * sizeof *regs);
    regs[HOST_CS] = USER_CS;
    regs[HOST_SS] = USER_SS;
    regs[HOST_EFLAGS] = RFLAGS_START;
    cos_fpu_start(fp_regs);
}

/* The registers of the running process are in its thread_struct, never anywhere else. */
int save_registers(int pid, struct uml_pt_regs *regs)
{
    return 0;
}

int restore_pid_registers(int pid, struct uml_pt_regs *regs)
{
    return 0;
}

int os_arch_prctl(int pid, int option, unsigned long *arg2)
{
    unsigned long *gp = current->thread.regs.regs.gp;

    switch (option) {
    case ARCH_SET_FS:
    case ARCH_SET_GS:
        if ((unsigned long)arg2 >= COS_USER_TOP)
            return -EPERM;
        gp[option == ARCH_SET_FS ? HOST_FS_BASE : HOST_GS_BASE] = (unsigned long)arg2;
        return 0;
    case ARCH_GET_FS:
        *arg2 = gp[HOST_FS_BASE];
        return 0;
    case ARCH_GET_GS:
        *arg2 = gp[HOST_GS_BASE];
        return 0;
    default:
        return -EINVAL;
    }
}

/*
 * FS base is a register like others. UML keeps a copy, and would undo by it what a tracer has set.
 */
void __wrap_arch_switch_to(struct task_struct *to);
void __wrap_arch_switch_to(struct task_struct *to)
{
}

int __wrap_arch_set_tls(struct task_struct *task, unsigned long tls);
int __wrap_arch_set_tls(struct task_struct *task, unsigned long tls)
{
    if (tls >= COS_USER_TOP)
        return -EPERM;
    task->thread.regs.regs.gp[HOST_FS_BASE] = tls;
    return 0;
}

unsigned long get_thread_reg(int reg, jmp_buf *buf)
{
    switch (reg) {
    case HOST_IP:
        return (*buf)[0].__rip;
    case HOST_SP:
        return (*buf)[0].__rsp;
    case HOST_BP:
        return (*buf)[0].__rbp;
    default:
        return 0;
    }
}
