/* SPDX-License-Identifier: BSD-2-Clause */
/* Children that a test traces. */
#ifndef TRACEE_H
#define TRACEE_H

#include <signal.h>
#include <stdbool.h>
#include <stddef.h>
#include <sys/ptrace.h>
#include <sys/user.h>
#include <sys/wait.h>
#include <unistd.h>

#define TRACEE_ARCH_PRCTL 30 /* a request that the C library's header does not have */

static inline int tracee_status(pid_t child)
{
    int status = -1;

    waitpid(child, &status, __WALL);
    return status;
}

/* A traced child that has stopped, and goes on with body(argument), and its exit status. */
static inline pid_t tracee_start(int (*body)(unsigned), unsigned argument)
{
    pid_t child = fork();

    if (child == 0) {
        ptrace(PTRACE_TRACEME, 0, NULL, NULL);
        raise(SIGSTOP);
        _exit(body(argument));
    }
    tracee_status(child);
    return child;
}

/* Lets it go on, with `request`; returns the signal that it stops with, or -1: it has ended, or
 * there is no such request. */
static inline int tracee_go(pid_t child, int request)
{
    if (ptrace(request, child, NULL, NULL))
        return -1;
    int status = tracee_status(child);

    return WIFSTOPPED(status) ? WSTOPSIG(status) : -1;
}

/* Lets it go on to its end; returns its exit status, or -1. */
static inline int tracee_finish(pid_t child)
{
    ptrace(PTRACE_CONT, child, NULL, NULL);
    int status = tracee_status(child);

    return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}

static inline void tracee_kill(pid_t child)
{
    kill(child, SIGKILL);
    tracee_status(child);
}

static inline long tracee_peek(pid_t child, size_t offset)
{
    return ptrace(PTRACE_PEEKUSER, child, offset, NULL);
}

static inline int tracee_poke(pid_t child, size_t offset, unsigned long value)
{
    return (int)ptrace(PTRACE_POKEUSER, child, offset, value);
}

#endif
