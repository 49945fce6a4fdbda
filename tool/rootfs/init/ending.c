/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The end of a VM: its command ends, or a program asks for it. Requests are signals: the kernel
 * sends SIGINT when the VM gets COS_EVENT_POWER; busybox's halt, poweroff and reboot send the
 * others.
 */
#include <linux/reboot.h>
#include <linux/signal.h>
#include <linux/time.h>
#include <linux/time_types.h>
#include <linux/wait.h>

#include "call.h"

#define MASK(number) (1ul << ((number)-1))
#define PATIENCE     5 /* seconds that processes have to end after the request */
#define WAKES        (MASK(SIGCHLD) | MASK(SIGIO)) /* SIGIO: ready.c */
#define REQUESTS     (MASK(SIGINT) | MASK(SIGUSR1) | MASK(SIGUSR2) | MASK(SIGTERM))
#define EVERYBODY    (-1) /* but this process */
#define BY_SIGNAL    128
#define SIGNALS      32

static _Bool asked, restart;
static long deadline; /* set by a request to end */

static void set_mask(unsigned long mask)
{
    call(__NR_rt_sigprocmask, SIG_SETMASK, (long)&mask, 0, sizeof(mask), 0);
}

static long reboot(unsigned command, const char *argument)
{
    return call(__NR_reboot, LINUX_REBOOT_MAGIC1, LINUX_REBOOT_MAGIC2, command, (long)argument, 0);
}

void block_requests(void)
{
    set_mask(REQUESTS | WAKES);
    reboot(LINUX_REBOOT_CMD_CAD_OFF, NULL); /* from now on a request is a signal */
}

void let_signals_through(void)
{
    set_mask(0);
}

static long seconds(void)
{
    struct __kernel_timespec time = {0};

    call(__NR_clock_gettime, CLOCK_MONOTONIC, (long)&time, 0, 0, 0);
    return time.tv_sec;
}

static _Bool is_late(void)
{
    return asked && seconds() >= deadline;
}

/* Waits for a signal, at most for `ms` milliseconds if that is not 0; with a timeout instead of
 * alarm(2): any program may send SIGALRM to its parent, which is this process once the real parent
 * has ended. */
static long next_signal(long ms)
{
    unsigned long mask = REQUESTS | WAKES;
    struct __kernel_timespec left = {.tv_nsec = ms * 1000000};

    if (asked && !ms)
        left.tv_sec = deadline - seconds();
    return call(__NR_rt_sigtimedwait, (long)&mask, 0, asked || ms ? (long)&left : 0, sizeof(mask),
                0);
}

static void ask_all(long signal)
{
    asked = 1;
    restart = signal == SIGTERM;
    call(__NR_kill, EVERYBODY, SIGTERM, 0, 0, 0);
    call(__NR_kill, EVERYBODY, SIGCONT, 0, 0, 0);
    deadline = seconds() + PATIENCE;
}

static const char *name_of(unsigned signal)
{
    static const char names[SIGNALS][8] = {
        [SIGHUP] = "HUP",   [SIGINT] = "INT",       [SIGQUIT] = "QUIT", [SIGILL] = "ILL",
        [SIGTRAP] = "TRAP", [SIGABRT] = "ABRT",     [SIGBUS] = "BUS",   [SIGFPE] = "FPE",
        [SIGKILL] = "KILL", [SIGUSR1] = "USR1",     [SIGSEGV] = "SEGV", [SIGUSR2] = "USR2",
        [SIGPIPE] = "PIPE", [SIGALRM] = "ALRM",     [SIGTERM] = "TERM", [SIGSTKFLT] = "STKFLT",
        [SIGXCPU] = "XCPU", [SIGVTALRM] = "VTALRM", [SIGXFSZ] = "XFSZ", [SIGPROF] = "PROF",
        [SIGIO] = "IO",     [SIGPWR] = "PWR",       [SIGSYS] = "SYS",
    };

    return signal < SIGNALS && names[signal][0] ? names[signal] : NULL;
}

/* Prints "killed by SIGSEGV (signal 11)". */
static void tell_signal(const char *command, unsigned signal)
{
    char text[48], *at = text;

    append(&at, "killed by ");
    if (name_of(signal)) {
        append(&at, "SIG");
        append(&at, name_of(signal));
        append(&at, " (");
    }
    append(&at, "signal ");
    append_number(&at, signal);
    append(&at, name_of(signal) ? ")" : "");
    tell(command, text);
}

static unsigned status_of(const char *command, int status)
{
    unsigned signal = status & 0x7f;

    if (!signal)
        return status >> 8 & 0xff;
    if (asked && signal == SIGTERM)
        return 0;
    tell_signal(command, signal);
    return BY_SIGNAL + signal;
}

/* Reaps ended children. Returns true if there are children left. */
static _Bool bury(long command, const char *name, _Bool *ended, unsigned *result)
{
    int status;
    long dead;

    while ((dead = call(__NR_wait4, EVERYBODY, (long)&status, WNOHANG, 0, 0)) > 0)
        if (dead == command) {
            *result = status_of(name, status);
            *ended = 1;
        }
    return dead == 0;
}

unsigned watch_over(long command, const char *name)
{
    unsigned result = BY_SIGNAL + SIGKILL; /* if it does not end */
    _Bool ended = 0;
    long signal;

    while (bury(command, name, &ended, &result) && (asked || !ended) && !is_late()) {
        signal = next_signal(ready_look());
        if (!asked && signal > 0 && MASK(signal) & REQUESTS)
            ask_all(signal);
    }
    if (!ended)
        tell(name, "has not ended in time, and is killed");
    return result;
}

/* Ends the VM: eVM's Linux layer takes the restart command "exit N" as its exit status. */
__attribute__((noreturn)) void end(unsigned status)
{
    char command[24], *at = command;

    call(__NR_kill, EVERYBODY, SIGKILL, 0, 0, 0);
    while (call(__NR_wait4, EVERYBODY, 0, 0, 0, 0) > 0)
        ;
    call(__NR_sync, 0, 0, 0, 0, 0);
    unmount_all();
    append(&at, "exit ");
    append_number(&at, status);
    reboot(restart ? LINUX_REBOOT_CMD_RESTART : LINUX_REBOOT_CMD_RESTART2, command);
    for (;;)
        call(__NR_exit, status, 0, 0, 0, 0);
}
