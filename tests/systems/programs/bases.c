/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * FS and GS base are each process's own, though the values are the same in a child of fork, and an
 * empty selector, which the child loads, makes the processor forget them.
 */
#define _GNU_SOURCE
#include <asm/prctl.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include "check.h"
#include "raw.h"

#define TURNS 100
#define HELD  0x1234

static __thread volatile long local = HELD;
static volatile long far = HELD; /* at GS base */

static long at_gs(void)
{
    long value;

    __asm__ volatile("mov %%gs:0, %0" : "=r"(value));
    return value;
}

static void forget(void)
{
    for (int i = 0; i < TURNS; i++) {
        __asm__ volatile("mov %0, %%fs; mov %0, %%gs" : : "r"(0));
        raw(SYS_sched_yield, 0, 0);
    }
    raw(SYS_exit_group, 0, 0);
}

int main(void)
{
    int right = 0, status = -1;
    pid_t child;

    check(!raw(SYS_arch_prctl, ARCH_SET_GS, (long)&far) && at_gs() == HELD, "GS base is set");
    child = fork();
    if (!child)
        forget();
    for (int i = 0; i < TURNS; i++) {
        raw(SYS_sched_yield, 0, 0);
        right += local == HELD && at_gs() == HELD;
    }
    check(right == TURNS, "a process keeps its bases while its child loads empty selectors");
    check(waitpid(child, &status, 0) == child && !status, "which may do so");
    return check_done("bases");
}
