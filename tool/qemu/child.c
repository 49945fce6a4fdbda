/* SPDX-License-Identifier: BSD-2-Clause */
#include "child.h"

#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/prctl.h>
#include <unistd.h>

#include "base/base.h"
#include "target.h"

pid_t run_child(char *const argv[], int in, int out, int errors)
{
    pid_t parent = getpid(), child = fork();
    sigset_t none;

    if (child)
        return child;
    prctl(PR_SET_PDEATHSIG, SIGKILL);
    if (getppid() != parent) /* the tool died before the child asked for the signal */
        _exit(OUTCOME_HOST);
    setpgid(0, 0); /* Ctrl-C is for the tool: it ends QEMU itself */
    sigemptyset(&none);
    sigprocmask(SIG_SETMASK, &none, NULL);
    dup2(in, 0);
    dup2(out, 1);
    dup2(errors, 2);
    execvp(argv[0], argv);
    dprintf(2, "%s: %s; install " TARGET_QEMU_PACKAGE "\n", argv[0], strerror(errno));
    _exit(127);
}
