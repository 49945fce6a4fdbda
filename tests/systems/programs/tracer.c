/* SPDX-License-Identifier: BSD-2-Clause */
/* Tracers: another process's registers, general and extended, each way to read and write them. */
#define _GNU_SOURCE
#include <asm/prctl.h>
#include <elf.h>
#include <errno.h>
#include <string.h>
#include <sys/syscall.h>
#include <sys/uio.h>

#include "check.h"
#include "extended.h"
#include "raw.h"
#include "tracee.h"

#define FLAG_CARRY     1
#define FLAG_DIRECTION 0x400
#define XSAVE_ENABLED  464 /* where tracers find XCR0 in an XSAVE area */
#define XSAVE_PRESENT  512
#define XSAVE_YMM      576
#define XSAVE_BYTES    4096
#define AVX            4
#define RED_ZONE       256

/* Stops with values in registers; exit status: 1: finds them then, 2: those of n + 1, 3: others. */
static int hold(unsigned n)
{
    struct extended in = extended_value(n), other = extended_value(n + 1), out;

    extended_call(&in, &out, SYS_kill, getpid(), SIGSTOP, 0);
    return extended_same(&out, &in) ? 1 : extended_same(&out, &other) ? 2 : 3;
}

/* Stops with a value in the upper half of ymm5, which the tracer sets to 5. */
static int hold_upper(unsigned n)
{
    uint64_t in[4] = {1, 2, n, 4}, out[4];

    __asm__ volatile("vmovups %1, %%ymm5\n mov %2, %%eax\n mov %3, %%edi\n mov %4, %%esi\n"
                     "syscall\n vmovups %%ymm5, %0"
                     : "=m"(out)
                     : "m"(in), "i"(SYS_kill), "r"(getpid()), "i"(SIGSTOP)
                     : "rax", "rcx", "rdi", "rsi", "r11", "xmm5");
    return out[0] == 1 && out[1] == 2 && out[2] == 5 && out[3] == 4 ? 0 : 1;
}

static pid_t held(int (*body)(unsigned), unsigned n)
{
    pid_t child = tracee_start(body, n);

    tracee_go(child, PTRACE_CONT);
    return child;
}

/* The FXSAVE layout: xmm5 and st(0), which is kept with 80 bits. */
static bool fpregs_are(const struct user_fpregs_struct *regs, const struct extended *value)
{
    long double st0;
    double xmm5;

    memcpy(&st0, regs->st_space, 10);
    memcpy(&xmm5, regs->xmm_space + 5 * 4, sizeof xmm5);
    return xmm5 == value->xmm5 && (double)st0 == value->st0 && regs->mxcsr == value->mxcsr &&
           regs->cwd == value->control;
}

static void fpregs_set(struct user_fpregs_struct *regs, const struct extended *value)
{
    long double st0 = value->st0;

    memcpy(regs->st_space, &st0, 10);
    memcpy(regs->xmm_space + 5 * 4, &value->xmm5, sizeof value->xmm5);
    regs->mxcsr = value->mxcsr;
    regs->cwd = value->control;
}

static void check_fpregs(void)
{
    struct extended four = extended_value(4), five = extended_value(5), six = extended_value(6);
    struct user_fpregs_struct regs = {0}, others = {0};
    pid_t first = held(hold, 4), second = held(hold, 6);

    check(ptrace(PTRACE_GETFPREGS, first, NULL, &regs) == 0 && fpregs_are(&regs, &four),
          "a tracer reads the extended state");
    check(ptrace(PTRACE_GETFPREGS, second, NULL, &others) == 0 && fpregs_are(&others, &six),
          "of each child");
    fpregs_set(&regs, &five);
    check(ptrace(PTRACE_SETFPREGS, first, NULL, &regs) == 0, "and writes it");
    regs.mxcsr = 0x80000000;
    check(ptrace(PTRACE_SETFPREGS, second, NULL, &regs) == -1 && errno == EINVAL,
          "but nothing that cannot be");
    check(tracee_finish(first) == 2, "the child finds what was written");
    check(tracee_finish(second) == 1, "the other one what it had");
}

/* ---- Register sets ---- */

static long regset(int request, pid_t child, long type, void *data, size_t *bytes)
{
    struct iovec vector = {data, *bytes};
    long result = ptrace(request, child, type, &vector);

    *bytes = vector.iov_len;
    return result;
}

static void check_sets(void)
{
    static uint8_t area[XSAVE_BYTES];
    struct user_fpregs_struct regs = {0}, same = {0};
    struct user_regs_struct general = {0}, also = {0};
    struct extended five = extended_value(5);
    size_t bytes = sizeof same;
    pid_t child = held(hold, 4);

    ptrace(PTRACE_GETFPREGS, child, NULL, &regs);
    check(regset(PTRACE_GETREGSET, child, NT_PRFPREG, &same, &bytes) == 0 && bytes == sizeof same &&
              memcmp(&regs, &same, sizeof same) == 0,
          "the register set of the FPU is the same");
    ptrace(PTRACE_GETREGS, child, NULL, &general);
    bytes = sizeof also;
    check(regset(PTRACE_GETREGSET, child, NT_PRSTATUS, &also, &bytes) == 0 &&
              bytes == sizeof also && memcmp(&general, &also, sizeof also) == 0,
          "and that of general registers");
    bytes = sizeof area;
    check(regset(PTRACE_GETREGSET, child, 0x7777, area, &bytes) == -1 && errno == EINVAL,
          "an unknown one is refused");
    fpregs_set(&regs, &five);
    bytes = sizeof regs;
    check(regset(PTRACE_SETREGSET, child, NT_PRFPREG, &regs, &bytes) == 0, "it can be written");
    check(tracee_finish(child) == 2, "and is what the child finds");
}

static void check_xsave(void)
{
    static uint8_t area[XSAVE_BYTES];
    struct extended four = extended_value(4);
    size_t bytes = sizeof area;
    pid_t child = held(hold, 4);
    uint64_t enabled;

    if (regset(PTRACE_GETREGSET, child, NT_X86_XSTATE, area, &bytes) == -1 && errno == ENODEV) {
        printf("skip - the processor has no XSAVE\n");
        tracee_kill(child);
        return;
    }
    memcpy(&enabled, area + XSAVE_ENABLED, sizeof enabled);
    check(bytes >= XSAVE_YMM && (enabled & 3) == 3 && fpregs_are((void *)area, &four),
          "that of XSAVE says more");
    size_t half = bytes / 2 & ~7ul;
    check(regset(PTRACE_SETREGSET, child, NT_X86_XSTATE, area, &half) == -1 && errno == EFAULT,
          "a part is refused");
    area[XSAVE_PRESENT + 7] ^= 0x40;
    check(regset(PTRACE_SETREGSET, child, NT_X86_XSTATE, area, &bytes) == -1 && errno == EINVAL,
          "so is a component that is not there");
    memset(area + XSAVE_PRESENT, 0, 8);
    check(regset(PTRACE_SETREGSET, child, NT_X86_XSTATE, area, &bytes) == 0,
          "an empty one can be written");
    bytes = sizeof area;
    regset(PTRACE_GETREGSET, child, NT_X86_XSTATE, area, &bytes);
    struct extended empty = {0, 0, 0x1f80, 0x37f};
    check(fpregs_are((void *)area, &empty), "and is the initial state");
    check(tracee_finish(child) == 3, "for the child, too");
}

static void check_ymm(void)
{
    static uint8_t area[XSAVE_BYTES];
    size_t bytes = sizeof area;
    uint64_t upper;

    if (!__builtin_cpu_supports("avx")) {
        printf("skip - the processor has no AVX\n");
        return;
    }
    pid_t child = held(hold_upper, 3);
    regset(PTRACE_GETREGSET, child, NT_X86_XSTATE, area, &bytes);
    memcpy(&upper, area + XSAVE_YMM + 5 * 16, sizeof upper);
    check(area[XSAVE_PRESENT] & AVX && upper == 3, "the upper halves of registers are there");
    upper = 5;
    memcpy(area + XSAVE_YMM + 5 * 16, &upper, sizeof upper);
    check(regset(PTRACE_SETREGSET, child, NT_X86_XSTATE, area, &bytes) == 0, "and can be written");
    check(tracee_finish(child) == 0, "so that the child finds them");
}

/* ---- General registers ---- */

static void check_stack(void)
{
    struct user_regs_struct regs, moved;
    pid_t child = held(hold, 4);

    ptrace(PTRACE_GETREGS, child, NULL, &regs);
    moved = regs;
    moved.rsp -= RED_ZONE;
    ptrace(PTRACE_SETREGS, child, NULL, &moved);
    tracee_go(child, PTRACE_SINGLESTEP);
    ptrace(PTRACE_GETREGS, child, NULL, &moved);
    moved.rsp = regs.rsp;
    ptrace(PTRACE_SETREGS, child, NULL, &moved);
    check(tracee_finish(child) == 1, "moving the stack pointer keeps the extended state");
}

static void check_flags(void)
{
    struct user_regs_struct regs;
    pid_t child = held(hold, 4);

    ptrace(PTRACE_GETREGS, child, NULL, &regs);
    regs.eflags |= FLAG_CARRY | FLAG_DIRECTION;
    ptrace(PTRACE_SETREGS, child, NULL, &regs);
    ptrace(PTRACE_GETREGS, child, NULL, &regs);
    bool set = regs.eflags & FLAG_CARRY && regs.eflags & FLAG_DIRECTION;
    regs.eflags = 0;
    ptrace(PTRACE_SETREGS, child, NULL, &regs);
    ptrace(PTRACE_GETREGS, child, NULL, &regs);
    check(set && regs.eflags == 0x202, "flags are set, and cleared; interrupts stay on");
    errno = 0;
    check(tracee_peek(child, 4) == -1 && errno == EIO, "there is no half of a register");
    errno = 0;
    check(tracee_peek(child, 0x10000) == -1 && errno == EIO, "and none behind the last one");
    tracee_kill(child);
}

/* Stops; then gives others the CPU, so that it is switched to again, and tells its FS base. */
static int base(unsigned n)
{
    unsigned long fs = n;

    raw(SYS_kill, getpid(), SIGSTOP);
    for (int i = 0; i < 3; i++)
        raw(SYS_sched_yield, 0, 0);
    raw(SYS_arch_prctl, ARCH_GET_FS, (long)&fs);
    raw(SYS_exit, fs == 0x12345000 ? 7 : 8, 0);
    return 9;
}

static void check_base(void)
{
    unsigned long own, fs = 0;
    struct user_regs_struct regs;
    pid_t child = held(base, 0);

    syscall(SYS_arch_prctl, ARCH_GET_FS, &own);
    check(ptrace(TRACEE_ARCH_PRCTL, child, &fs, ARCH_GET_FS) == 0 && fs == own,
          "the child's FS base is read");
    check(ptrace(TRACEE_ARCH_PRCTL, child, 0x12345000, ARCH_SET_FS) == 0, "and written");
    ptrace(PTRACE_GETREGS, child, NULL, &regs);
    syscall(SYS_arch_prctl, ARCH_GET_FS, &fs);
    check(regs.fs_base == 0x12345000 && fs == own, "the tracer's stays");
    check(tracee_poke(child, offsetof(struct user, regs.fs_base), ~0ul << 47) == -1 && errno == EIO,
          "an address that no process can have is refused");
    check(tracee_finish(child) == 7, "the child keeps what was written");
}

static int call(unsigned n)
{
    return (int)syscall(SYS_getppid + (long)n) == 0;
}

static void check_calls(void)
{
    struct __ptrace_syscall_info info = {0};
    pid_t child = tracee_start(call, 0);

    ptrace(PTRACE_SETOPTIONS, child, NULL, PTRACE_O_TRACESYSGOOD | PTRACE_O_EXITKILL);
    tracee_go(child, PTRACE_SYSCALL);
    check(ptrace(PTRACE_GET_SYSCALL_INFO, child, sizeof info, &info) > 0 &&
              info.op == PTRACE_SYSCALL_INFO_ENTRY && info.entry.nr == SYS_getppid,
          "a system call's number and arguments are told");
    tracee_go(child, PTRACE_SYSCALL);
    check(ptrace(PTRACE_GET_SYSCALL_INFO, child, sizeof info, &info) > 0 &&
              info.op == PTRACE_SYSCALL_INFO_EXIT && info.exit.rval == getpid() &&
              !info.exit.is_error,
          "and its result");
    tracee_kill(child);
}

/* ---- Calls that the tracer makes ---- */

#define STOP_CALL (SIGTRAP | 0x80) /* PTRACE_O_TRACESYSGOOD */
#define ANSWER    4711

/* Bit 0: the tracer has answered the first call; bit 1: the second one was made. */
static int calls(unsigned n)
{
    long first = syscall(SYS_getppid + (long)n), second = syscall(SYS_getpid);

    return (first == ANSWER) | (second > 0 && second != ANSWER) << 1;
}

static pid_t calling(void)
{
    pid_t child = tracee_start(calls, 0);

    ptrace(PTRACE_SETOPTIONS, child, NULL, PTRACE_O_TRACESYSGOOD | PTRACE_O_EXITKILL);
    return child;
}

/* Whether it stands before that call, which has no result yet; it gets `answer`. */
static bool answered(pid_t child, long number, long answer)
{
    struct user_regs_struct regs;

    ptrace(PTRACE_GETREGS, child, NULL, &regs);
    if ((long)regs.orig_rax != number || (long)regs.rax != -ENOSYS)
        return false;
    regs.rax = answer;
    return ptrace(PTRACE_SETREGS, child, NULL, &regs) == 0;
}

static void check_emulated(void)
{
    struct __ptrace_syscall_info info = {0};
    pid_t child = calling();

    check(tracee_go(child, PTRACE_SYSEMU) == STOP_CALL && answered(child, SYS_getppid, ANSWER),
          "a tracer answers a call itself");
    check(tracee_go(child, PTRACE_SYSEMU) == STOP_CALL && answered(child, SYS_getpid, 5),
          "and the next one, with no stop between");
    check(tracee_finish(child) == 3, "what it answered counts, and none was made");
    child = calling();
    check(tracee_go(child, PTRACE_SYSEMU) == STOP_CALL && answered(child, SYS_getppid, ANSWER) &&
              tracee_go(child, PTRACE_SYSCALL) == STOP_CALL &&
              ptrace(PTRACE_GET_SYSCALL_INFO, child, sizeof info, &info) > 0 &&
              info.op == PTRACE_SYSCALL_INFO_EXIT && info.exit.rval == ANSWER,
          "a tracer that wants to see the end of one sees it");
    ptrace(PTRACE_DETACH, child, NULL, NULL);
    int status = tracee_status(child);
    check(WIFEXITED(status) && WEXITSTATUS(status) == 3, "without a tracer calls are made");
}

static void check_emulated_steps(void)
{
    struct user_regs_struct before, after;
    pid_t child = calling();
    int signal, steps = 0;

    do
        signal = tracee_go(child, PTRACE_SYSEMU_SINGLESTEP);
    while (signal == SIGTRAP && ++steps < 100000);
    ptrace(PTRACE_GETREGS, child, NULL, &before);
    check(steps > 3 && signal == STOP_CALL && answered(child, SYS_getppid, ANSWER),
          "steps end at a call that the tracer makes");
    signal = tracee_go(child, PTRACE_SYSEMU_SINGLESTEP);
    ptrace(PTRACE_GETREGS, child, NULL, &after);
    check(signal == SIGTRAP && after.rip > before.rip && after.orig_rax == ~0ull,
          "and go on behind it");
    check(tracee_finish(child) == 3, "the call has that answer");
    child = calling();
    errno = 0;
    check(ptrace(PTRACE_SINGLEBLOCK, child, NULL, NULL) == 0 || errno == EIO,
          "who cannot step by blocks says so");
    tracee_kill(child);
}

int main(void)
{
    check_fpregs();
    check_sets();
    check_xsave();
    check_ymm();
    check_stack();
    check_flags();
    check_base();
    check_calls();
    check_emulated();
    check_emulated_steps();
    return check_done("tracer");
}
