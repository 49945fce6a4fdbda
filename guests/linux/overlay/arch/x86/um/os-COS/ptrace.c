// SPDX-License-Identifier: GPL-2.0
/*
 * What tracers ask of this processor, in place of UML's own answers, which would take a host's
 * processes for it. The linker sends the calls of arch_ptrace() here (--wrap).
 */
#include <linux/errno.h>
#include <linux/ptrace.h>
#include <linux/regset.h>
#include <linux/sched.h>
#include <linux/uaccess.h>
#include <asm/prctl.h>
#include <asm/ptrace-abi.h>
#include <asm/user.h>
#include "cos_um.h"
#include "regsets.h"

#define DEBUG_FIRST offsetof(struct user, u_debugreg[0])
#define DEBUG_END   (offsetof(struct user, u_debugreg[COS_DEBUG_CONTROL]) + sizeof(long))

static bool is_debug(unsigned long offset)
{
    return offset >= DEBUG_FIRST && offset < DEBUG_END;
}

static long peek(struct task_struct *child, unsigned long offset, unsigned long __user *to)
{
    unsigned long value = 0;

    if (offset % sizeof value || offset >= sizeof(struct user))
        return -EIO;
    if (offset < MAX_REG_OFFSET)
        value = getreg(child, offset);
    else if (is_debug(offset))
        value = cos_debug_get(child, (offset - DEBUG_FIRST) / sizeof value);
    return put_user(value, to);
}

static long poke(struct task_struct *child, unsigned long offset, unsigned long value)
{
    if (offset % sizeof value)
        return -EIO;
    if (offset < MAX_REG_OFFSET)
        return cos_register_set(child, offset, value);
    if (is_debug(offset))
        return cos_debug_set(child, (offset - DEBUG_FIRST) / sizeof value, value);
    return -EIO;
}

static long whole_set(struct task_struct *child, unsigned int set, bool write, void __user *data)
{
    const struct user_regset_view *view = task_user_regset_view(child);
    unsigned int bytes = view->regsets[set].n * view->regsets[set].size;

    if (write)
        return copy_regset_from_user(child, view, set, 0, bytes, data);
    return copy_regset_to_user(child, view, set, 0, bytes, data);
}

/* The child's, not the caller's as arch_prctl() does it. */
static long prctl(struct task_struct *child, unsigned long option, unsigned long data)
{
    bool gs = option == ARCH_SET_GS || option == ARCH_GET_GS;
    unsigned long offset = (gs ? HOST_GS_BASE : HOST_FS_BASE) * sizeof(long);

    switch (option) {
    case ARCH_SET_FS:
    case ARCH_SET_GS:
        return cos_register_set(child, offset, data) ? -EPERM : 0;
    case ARCH_GET_FS:
    case ARCH_GET_GS:
        return put_user(getreg(child, offset), (unsigned long __user *)data);
    default:
        return -EINVAL;
    }
}

long __real_arch_ptrace(struct task_struct *child, long request, unsigned long addr,
                        unsigned long data);
long __wrap_arch_ptrace(struct task_struct *child, long request, unsigned long addr,
                        unsigned long data)
{
    void __user *user = (void __user *)data;

    switch (request) {
    case PTRACE_PEEKUSR:
        return peek(child, addr, user);
    case PTRACE_POKEUSR:
        return poke(child, addr, data);
    case PTRACE_GETREGS:
    case PTRACE_SETREGS:
        return whole_set(child, COS_GENERAL, request == PTRACE_SETREGS, user);
    case PTRACE_GETFPREGS:
    case PTRACE_SETFPREGS:
        return whole_set(child, COS_FXSAVE, request == PTRACE_SETFPREGS, user);
    case PTRACE_SYSEMU:
    case PTRACE_SYSEMU_SINGLESTEP:
        return ptrace_request(child, request, addr, data);
    case PTRACE_ARCH_PRCTL:
        return prctl(child, data, addr);
    default:
        return __real_arch_ptrace(child, request, addr, data);
    }
}

/* UML's own ways to a process's FPU state do not say whose it is; nothing here uses them. */
int save_i387_registers(int pid, unsigned long *fp_regs)
{
    return -EIO;
}

int restore_i387_registers(int pid, unsigned long *fp_regs)
{
    return -EIO;
}
