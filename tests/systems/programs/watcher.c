/* SPDX-License-Identifier: BSD-2-Clause */
/* Tracers' breakpoints in debug registers: real ones, which stop the child that they are for. */
#define _GNU_SOURCE
#include <errno.h>
#include <stdint.h>
#include <string.h>
#include <sys/syscall.h>

#include "check.h"
#include "tracee.h"

enum kind { EXECUTE, WRITE, ACCESS = 3 };

#define STATUS        6
#define CONTROL       7
#define STATUS_HIT(n) (1ul << (n))
#define STATUS_STEP   0x4000ul
#define HIT           4 /* TRAP_HWBKPT */

static volatile uint64_t watched __attribute__((aligned(64))), beside, late[2];

static size_t debug(unsigned n)
{
    return offsetof(struct user, u_debugreg) + n * sizeof(long);
}

/* The control register's part for breakpoint n. */
static unsigned long control(unsigned n, enum kind kind, unsigned bytes)
{
    static const unsigned char lengths[] = {[1] = 0, [2] = 1, [4] = 3, [8] = 2};

    unsigned long how = kind | (unsigned long)lengths[bytes] << 2;

    return 1ul << 2 * n | how << (16 + 4 * n);
}

static int watch(pid_t child, unsigned n, const volatile void *address, enum kind kind,
                 unsigned bytes)
{
    return tracee_poke(child, debug(n), (unsigned long)address)
               ?: tracee_poke(child, debug(CONTROL), control(n, kind, bytes));
}

static int code_of(pid_t child)
{
    siginfo_t info = {0};

    ptrace(PTRACE_GETSIGINFO, child, NULL, &info);
    return info.si_signo == SIGTRAP ? info.si_code : -1;
}

/* Whether it stops by breakpoint n. */
static bool hits(pid_t child, unsigned n)
{
    return tracee_go(child, PTRACE_CONT) == SIGTRAP && code_of(child) == HIT &&
           (tracee_peek(child, debug(STATUS)) & 15) == (long)STATUS_HIT(n);
}

static __attribute__((noinline)) int work(unsigned n)
{
    beside = n;
    watched = n;
    return (int)watched;
}

static void check_write(void)
{
    pid_t child = tracee_start(work, 5);

    check(watch(child, 0, &watched, WRITE, 8) == 0, "a watchpoint is set");
    watched = 1;
    check(hits(child, 0), "it stops the child when that writes, not when its tracer does");
    check(ptrace(PTRACE_PEEKDATA, child, &watched, NULL) == 5, "behind the write");
    check(tracee_finish(child) == 5, "once");
    watched = 0;
}

static void check_access(void)
{
    pid_t child = tracee_start(work, 6);

    watch(child, 3, &watched, ACCESS, 4);
    check(hits(child, 3) && hits(child, 3), "another kind for reads and writes");
    check(tracee_finish(child) == 6, "of which there are two");
}

static void check_execute(void)
{
    struct user_regs_struct regs = {0};
    pid_t child = tracee_start(work, 7);

    watch(child, 1, (void *)work, EXECUTE, 1);
    bool hit = hits(child, 1);
    ptrace(PTRACE_GETREGS, child, NULL, &regs);
    check(hit && regs.rip == (unsigned long)work && regs.rdi == 7,
          "a third one stops before an instruction");
    check(tracee_finish(child) == 7, "which is executed then");
}

static void check_length(void)
{
    pid_t child = tracee_start(work, 8);

    tracee_poke(child, debug(0), (unsigned long)&watched + 4);
    tracee_poke(child, debug(1), (unsigned long)&beside + 2);
    tracee_poke(child, debug(2), (unsigned long)&beside);
    unsigned long three = control(0, WRITE, 4) | control(1, WRITE, 2) | control(2, WRITE, 1);
    check(tracee_poke(child, debug(CONTROL), three) == 0, "some at a time, of different lengths");
    check(tracee_go(child, PTRACE_CONT) == SIGTRAP && tracee_peek(child, debug(STATUS)) & 6 &&
              !(tracee_peek(child, debug(STATUS)) & 9),
          "some are hit at once, and at least one is told");
    tracee_poke(child, debug(CONTROL), control(1, WRITE, 2));
    check(tracee_finish(child) == 8, "one that is off is not");
}

static void check_refused(void)
{
    pid_t child = tracee_start(work, 9);

    check(tracee_poke(child, debug(0), ~0ul << 47) == -1 && errno == EINVAL,
          "not the kernel's memory");
    check(tracee_poke(child, debug(4), 0) == -1 && tracee_poke(child, debug(5), 0) == -1 &&
              errno == EIO,
          "there are no registers 4 and 5");
    tracee_poke(child, debug(0), (unsigned long)&watched + 1);
    check(tracee_poke(child, debug(CONTROL), control(0, WRITE, 8)) == -1 && errno == EINVAL,
          "not across a boundary");
    check(tracee_poke(child, debug(CONTROL), control(0, EXECUTE, 2)) == -1 && errno == EINVAL,
          "not half an instruction");
    check(tracee_poke(child, debug(CONTROL), 1 | 2 << 16) == -1 && errno == EINVAL, "not a port");
    check(tracee_peek(child, debug(CONTROL)) == 0, "nothing is set then");
    check(tracee_finish(child) == 9, "and nothing hit");
}

static void check_step(void)
{
    pid_t child = tracee_start(work, 4);

    watch(child, 0, &late, WRITE, 8);
    tracee_go(child, PTRACE_SINGLESTEP);
    check(code_of(child) == TRAP_TRACE && tracee_peek(child, debug(STATUS)) & STATUS_STEP,
          "single step is told apart");
    check(tracee_finish(child) == 4, "and works beside one");
}

/* Neither a child of its nor its next program has them. */
static int heirs(unsigned n)
{
    char *const arguments[] = {"/proc/self/exe", "heir", NULL};
    pid_t child = fork();

    if (child == 0)
        _exit(work(n));
    if (tracee_status(child) != (int)n << 8)
        return 1;
    execv(arguments[0], arguments);
    return 2;
}

static void check_heirs(void)
{
    pid_t child = tracee_start(heirs, 3);

    watch(child, 0, &watched, WRITE, 8);
    int stop = tracee_go(child, PTRACE_CONT);
    if (stop == SIGCHLD)
        stop = tracee_go(child, PTRACE_CONT);
    check(stop == SIGTRAP && code_of(child) != HIT, "a child's child has none");
    check(tracee_peek(child, debug(CONTROL)) == 0, "nor has the next program");
    check(tracee_finish(child) == 3, "which runs without");
}

/* Both switch all the time, and write to the same address: each is stopped by its own only. */
static int turns(unsigned n)
{
    for (unsigned i = 0; i < 50; i++) {
        late[n] = i;
        syscall(SYS_sched_yield);
    }
    watched = n;
    return (int)n;
}

static void check_turns(void)
{
    pid_t first = tracee_start(turns, 0), second = tracee_start(turns, 1);
    unsigned found = 0;

    watch(first, 0, &late[0], WRITE, 8);
    ptrace(PTRACE_CONT, second, NULL, NULL);
    while (found < 60 && tracee_go(first, PTRACE_CONT) == SIGTRAP)
        found += (tracee_peek(first, debug(STATUS)) & 15) == 1;
    check(found == 50, "each write of one process is found, while another runs");
    int status = tracee_status(second);
    check(WIFEXITED(status) && WEXITSTATUS(status) == 1, "which is not stopped");
}

int main(int argc, char **argv)
{
    if (argc == 2 && strcmp(argv[1], "heir") == 0)
        return work(3);
    (void)argv;
    check_write();
    check_access();
    check_execute();
    check_length();
    check_refused();
    check_step();
    check_heirs();
    check_turns();
    return check_done("watcher");
}
