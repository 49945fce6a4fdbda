/* SPDX-License-Identifier: BSD-2-Clause */
/* How a VM ends; and the calls of daemons, which do nothing. */
#include <cos/runtime.h>
#include <errno.h>
#include <rumpuser.h>

#include "end.h"
#include "print.h"

#define SIGNAL_STATUS 128 /* + signal: status after the end by a signal */
#define LAST_SIGNAL   63  /* numbers are NetBSD's */
#define BIT(signal)   (1ull << (signal))

enum {
    ABORT = 6,
    SYS = 12,
    PIPE = 13,
    URG = 16,
    STOP,
    TSTP,
    CONT,
    CHLD,
    TTIN,
    TTOU,
    IO,
    WINCH = 28,
    INFO,
    PWR = 32
};

/* Signals that stop or inform, and two whose cause the system call's errno tells as well. */
static const uint64_t ignored = BIT(0) | BIT(URG) | BIT(STOP) | BIT(TSTP) | BIT(CONT) | BIT(CHLD) |
                                BIT(TTIN) | BIT(TTOU) | BIT(IO) | BIT(WINCH) | BIT(INFO) |
                                BIT(PWR) | BIT(SYS) | BIT(PIPE);

int end_status;

_Noreturn void rumpuser_exit(int how)
{
    print_end_line();
    if (how == RUMPUSER_PANIC) {
        rumpuser_dprintf("the rump kernel has panicked: the VM ends with status %d\n",
                         SIGNAL_STATUS + ABORT);
        cos_exit(SIGNAL_STATUS + ABORT);
    }
    cos_exit(how != 0 ? how : end_status);
}

int rumpuser_kill(int64_t pid, int signal)
{
    if (signal < 0 || signal > LAST_SIGNAL)
        return EINVAL;
    if (pid != RUMPUSER_PID_SELF && pid <= 0)
        return ESRCH;
    if ((ignored & BIT(signal)) == 0) {
        print_end_line();
        rumpuser_dprintf("signal %d ends the VM\n", signal);
        cos_exit(SIGNAL_STATUS + signal);
    }
    return 0;
}

int rumpuser_daemonize_begin(void)
{
    return 0;
}

int rumpuser_daemonize_done(int error)
{
    (void)error;
    return 0;
}
