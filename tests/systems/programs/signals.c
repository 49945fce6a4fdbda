/* SPDX-License-Identifier: BSD-2-Clause */
/* Signals: handlers, masks, faults as signals, alternate stacks, timers, signals that end and stop
 * processes. */
#define _GNU_SOURCE
#include <errno.h>
#include <setjmp.h>
#include <signal.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/time.h>
#include <sys/wait.h>
#include <unistd.h>

#include "check.h"

static volatile sig_atomic_t last_signal, signals;
static void *volatile fault_address;
static volatile uintptr_t handler_stack;
static sigjmp_buf resume;
static char *volatile nowhere = (char *)8; /* an address that is never mapped */

static void note(int number)
{
    last_signal = number;
    signals++;
}

static void escape(int number, siginfo_t *info, void *context)
{
    (void)context;
    last_signal = number;
    fault_address = info->si_addr;
    handler_stack = (uintptr_t)&number;
    siglongjmp(resume, 1);
}

static void handle(int number, void (*handler)(int))
{
    sigaction(number, &(struct sigaction){.sa_handler = handler}, NULL);
}

static void catch_faults(int flags)
{
    static const int faults[] = {SIGSEGV, SIGILL, SIGFPE, SIGTRAP};

    for (unsigned i = 0; i < sizeof faults / sizeof faults[0]; i++)
        sigaction(faults[i],
                  &(struct sigaction){.sa_sigaction = escape, .sa_flags = SA_SIGINFO | flags},
                  NULL);
}

static void check_delivery(void)
{
    sigset_t set, pending;

    handle(SIGUSR1, note);
    raise(SIGUSR1);
    check(last_signal == SIGUSR1 && signals == 1, "a handler runs");

    sigemptyset(&set);
    sigaddset(&set, SIGUSR2);
    handle(SIGUSR2, note);
    sigprocmask(SIG_BLOCK, &set, NULL);
    kill(getpid(), SIGUSR2);
    sigpending(&pending);
    check(signals == 1 && sigismember(&pending, SIGUSR2), "a masked signal stays pending");
    sigprocmask(SIG_UNBLOCK, &set, NULL);
    check(signals == 2 && last_signal == SIGUSR2, "and is delivered when unmasked");
}

static void check_faults(void)
{
    static char stack[65536];
    char *page = mmap(NULL, 4096, PROT_READ, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    volatile int zero = 0;

    catch_faults(0);
    if (!sigsetjmp(resume, 1))
        *(volatile char *)(page + 5) = 1;
    check(last_signal == SIGSEGV && fault_address == page + 5,
          "a write to a read-only page is SIGSEGV with its address");
    if (!sigsetjmp(resume, 1))
        __asm__ volatile("ud2");
    check(last_signal == SIGILL, "an undefined instruction is SIGILL");
    if (!sigsetjmp(resume, 1))
        zero = 10 / zero;
    check(last_signal == SIGFPE, "a division by zero is SIGFPE");
    if (!sigsetjmp(resume, 1))
        __asm__ volatile("int3");
    check(last_signal == SIGTRAP, "a breakpoint is SIGTRAP");
    if (!sigsetjmp(resume, 1))
        __asm__ volatile("hlt");
    check(last_signal == SIGSEGV, "a privileged instruction is SIGSEGV");

    sigaltstack(&(stack_t){.ss_sp = stack, .ss_size = sizeof stack}, NULL);
    catch_faults(SA_ONSTACK);
    if (!sigsetjmp(resume, 1))
        *nowhere = 1;
    check(handler_stack - (uintptr_t)stack < sizeof stack, "a handler runs on its alternate stack");
}

/* A handler must not change the registers of what it interrupts, vector ones included. */
static void check_registers(void)
{
    struct itimerval every = {{0, 2000}, {0, 2000}}, never = {{0, 0}, {0, 0}};
    double sum = 0;
    long rounds = 0;

    signals = 0;
    handle(SIGALRM, note);
    setitimer(ITIMER_REAL, &every, NULL);
    for (; signals < 5 && rounds < 2000000000L; rounds++)
        sum += 1.0;
    setitimer(ITIMER_REAL, &never, NULL);
    check(signals >= 5, "an interval timer sends signals to a busy process");
    check(sum == (double)rounds, "and they leave its registers alone");
}

static int child_status(int number, bool stop)
{
    pid_t child = fork();
    int status = 0;

    if (child == 0)
        for (;;)
            pause();
    kill(child, number);
    waitpid(child, &status, stop ? WUNTRACED : 0);
    if (stop) {
        kill(child, SIGCONT);
        kill(child, SIGKILL);
        waitpid(child, NULL, 0);
    }
    return status;
}

static void check_children(void)
{
    int status = child_status(SIGTERM, false);

    check(WIFSIGNALED(status) && WTERMSIG(status) == SIGTERM, "a signal ends a process");
    status = child_status(SIGSTOP, true);
    check(WIFSTOPPED(status) && WSTOPSIG(status) == SIGSTOP, "a signal stops a process");

    pid_t child = fork();

    if (child == 0) {
        handle(SIGSEGV, SIG_DFL);
        *nowhere = 1;
    }
    waitpid(child, &status, 0);
    check(WIFSIGNALED(status) && WTERMSIG(status) == SIGSEGV,
          "an unhandled fault ends only its process");

    handle(SIGALRM, note);
    alarm(1);
    check(pause() == -1 && errno == EINTR, "a signal interrupts a system call");
}

int main(void)
{
    check_delivery();
    check_faults();
    check_registers();
    check_children();
    return check_done("signals");
}
