// SPDX-License-Identifier: GPL-2.0
/*
 * Two older ways into the kernel that 64-bit programs still take. Neither is a `syscall`
 * instruction: both arrive as faults. What is made of them is a system call like any other, seen by
 * tracers and filters as such.
 */
#include <linux/errno.h>
#include <linux/printk.h>
#include <linux/sched/signal.h>
#include <linux/uaccess.h>
#include <asm/unistd.h>
#include <asm/unistd_32_ia32.h>
#include <os.h>
#include <sysdep/ptrace_user.h>
#include "cos_um.h"

#define VSYSCALL_PAGE    0xffffffffff600000ul
#define VSYSCALL_STEP    1024 /* bytes from one entry to the next */
#define PAGE_FAULT_FETCH 0x10
#define INT_80           0x80cd /* the instruction's bytes */
#define BY_INSTRUCTION   2      /* in a protection fault's error code: it names a vector */
#define CALL_ARGUMENTS   6

/* The calls of 32-bit programs whose arguments mean the same to 64-bit ones: no longs in memory. */
#define SAME_AS(old, name, arguments) [__NR_ia32_##old] = {__NR_##name, arguments, true},
#define SAME(name, arguments)         SAME_AS(name, name, arguments)
static const struct {
    u16 number;
    u8 arguments;
    bool known;
} calls[] = {
    SAME(exit, 1) SAME(read, 3) SAME(write, 3) SAME(open, 3) SAME(close, 1) SAME(creat, 2) SAME(
        link, 2) SAME(unlink, 1) SAME(chdir, 1) SAME(mknod, 3) SAME(chmod, 2) SAME(getpid, 0)
        SAME(pause, 0) SAME(access, 2) SAME(sync, 0) SAME(kill, 2) SAME(rename, 2) SAME(mkdir, 2)
            SAME(rmdir, 1) SAME(dup, 1) SAME(pipe, 1) SAME(brk, 1) SAME(acct, 1) SAME(umask, 1)
                SAME(chroot, 1) SAME(dup2, 2) SAME(getppid, 0) SAME(getpgrp, 0)
                    SAME(setsid, 0) SAME(symlink, 2) SAME(readlink, 3) SAME(munmap, 2) SAME(
                        fchmod, 2) SAME(getpriority, 2) SAME(setpriority, 3) SAME(fork, 0)
                        SAME(fsync, 1) SAME(mprotect, 3) SAME(getpgid, 1) SAME(fchdir, 1) SAME(
                            flock, 2) SAME(msync, 3) SAME(getsid, 1) SAME(fdatasync, 1)
                            SAME(mlock, 2) SAME(munlock, 2) SAME(sched_yield, 0)
                                SAME(vfork, 0) SAME(getcwd, 2) SAME(gettid, 0) SAME(mincore, 3)
                                    SAME(madvise, 3) SAME(tkill, 2) SAME(exit_group, 1) SAME(
                                        tgkill, 3) SAME(openat, 4)
                                        SAME(mkdirat, 3) SAME(unlinkat, 3) SAME(renameat, 4) SAME(
                                            linkat, 5) SAME(symlinkat, 3)
                                            SAME(readlinkat,
                                                 4) SAME(fchmodat, 3) SAME(faccessat, 3)
                                                SAME(eventfd, 1) SAME(eventfd2, 2) SAME(dup3, 3)
                                                    SAME(pipe2, 2) SAME(getrandom, 3)
                                                        SAME(memfd_create, 2) SAME(alarm, 1) SAME(
                                                            uname, 1) SAME_AS(getuid32, getuid, 0)
                                                            SAME_AS(getgid32, getgid, 0) SAME_AS(
                                                                geteuid32, geteuid,
                                                                0) SAME_AS(getegid32, getegid, 0)
                                                                SAME_AS(setuid32, setuid, 1)
                                                                    SAME_AS(setgid32, setgid, 1)
                                                                        SAME_AS(chown32, chown, 3)
                                                                            SAME_AS(lchown32,
                                                                                    lchown, 3)
                                                                                SAME_AS(fchown32,
                                                                                        fchown, 3)};

static void refuse(struct uml_pt_regs *regs, u32 number)
{
    pr_err_ratelimited("%s[%d]: 32-bit system call %u (int 0x80) does not exist here: "
                       "build the program for x86-64\n",
                       current->comm, task_pid_nr(current), number);
    UPT_AX(regs) = -ENOSYS;
}

/* The arguments go where the call expects them; then all registers but the result are as before. */
static void int_80(struct uml_pt_regs *regs)
{
    static const u8 to[CALL_ARGUMENTS] = {HOST_DI, HOST_SI, HOST_DX, HOST_R10, HOST_R8, HOST_R9};
    u32 number = UPT_AX(regs);
    u32 given[CALL_ARGUMENTS] = {regs->gp[HOST_BX], regs->gp[HOST_CX], regs->gp[HOST_DX],
                                 regs->gp[HOST_SI], regs->gp[HOST_DI], regs->gp[HOST_BP]};
    unsigned long kept[CALL_ARGUMENTS];

    UPT_IP(regs) += sizeof(u16);
    if (number >= ARRAY_SIZE(calls) || !calls[number].known) {
        refuse(regs, number);
        return;
    }
    for (int i = 0; i < CALL_ARGUMENTS; i++)
        kept[i] = regs->gp[to[i]];
    for (int i = 0; i < calls[number].arguments; i++)
        regs->gp[to[i]] = given[i];
    UPT_AX(regs) = calls[number].number;
    cos_system_call(regs);
    for (int i = 0; i < CALL_ARGUMENTS; i++)
        regs->gp[to[i]] = kept[i];
    PT_SYSCALL_NR(regs->gp) = UPT_SYSCALL_NR(regs) = number; /* for a restart */
}

/* The error code names the vector; what else it holds differs between processors and emulators. */
static bool is_int_80(struct uml_pt_regs *regs)
{
    u16 code;

    return regs->faultinfo.error_code & BY_INSTRUCTION &&
           !get_user(code, (u16 __user *)UPT_IP(regs)) && code == INT_80;
}

/* A call of one of three functions at fixed addresses, older than the vDSO. */
static bool vsyscall(struct uml_pt_regs *regs)
{
    static const u16 functions[] = {__NR_gettimeofday, __NR_time, __NR_getcpu};
    unsigned long entry = UPT_IP(regs), offset = entry - VSYSCALL_PAGE, result, back;

    if (entry != regs->faultinfo.cr2 || offset % VSYSCALL_STEP ||
        offset / VSYSCALL_STEP >= ARRAY_SIZE(functions))
        return false;
    if (get_user(back, (unsigned long __user *)UPT_SP(regs)))
        return false;
    UPT_AX(regs) = functions[offset / VSYSCALL_STEP];
    UPT_IP(regs) = back;
    UPT_SP(regs) += sizeof back;
    cos_system_call(regs);
    result = UPT_AX(regs);
    if (result == -EFAULT) /* a signal, as if the function had accessed it */
        force_sig_fault(SIGSEGV, SEGV_MAPERR, (void __user *)regs->gp[HOST_DI]);
    return true;
}

bool cos_legacy_call(struct uml_pt_regs *regs, unsigned long cause)
{
    if (cause == COS_FAULT_PAGE && unlikely(regs->faultinfo.cr2 >= VSYSCALL_PAGE))
        return regs->faultinfo.error_code & PAGE_FAULT_FETCH && vsyscall(regs);
    if (cause != COS_FAULT_PROTECTION || !is_int_80(regs))
        return false;
    int_80(regs);
    return true;
}
