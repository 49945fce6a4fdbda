/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * A client's process in the rump kernel has two lwps. The session's thread makes system calls as
 * one. The other, the main lwp, serves only to interrupt the first and, at the end, to close open
 * descriptors.
 */
#include <cos/print.h>
#include <cos/runtime.h>
#include <errno.h>
#include <hyper.h>
#include <rump_kernel.h>

#include "server.h"
#include "session.h"

/* for hyp_lwproc_rfork(): the process starts with its own descriptor table */
#define FORK_NO_DESCRIPTORS 2
#define NAME_BYTES          16
#define CLOSE               6 /* NetBSD's number of close() */
#define CONSOLE_DESCRIPTORS 3

struct server_statistics server_statistics;

/* Never 0, and different from those before a restart of the VM. */
static uint64_t next_number(void)
{
    static uint64_t last;

    last = last == 0 ? cos_tsc() : last;
    do {
        last++;
    } while (last == 0);
    return last;
}

/* The rump kernel opens its console for each process. A client has a console of its own, and the
 * rump kernel's would loop for ever on a write of 2^32 bytes. */
static void close_console(void)
{
    long values[2];

    for (uint64_t descriptor = 0; descriptor < CONSOLE_DESCRIPTORS; descriptor++) {
        uint64_t arguments[NETBSD_ARGUMENTS] = {descriptor};

        hyper_up.hyp_syscall(CLOSE, arguments, values);
    }
}

int process_begin(struct session *session)
{
    char name[NAME_BYTES];
    int error;

    cos_format(name, sizeof(name), "component %u", session->client);
    hyper_up.hyp_schedule();
    error = hyper_up.hyp_lwproc_rfork(session, FORK_NO_DESCRIPTORS, name);
    if (error == 0) {
        session->process.main = hyper_up.hyp_lwproc_curlwp();
        close_console();
        error = hyper_up.hyp_lwproc_newlwp(hyper_up.hyp_getpid());
        if (error != 0)
            hyper_up.hyp_lwproc_release();
    }
    hyper_up.hyp_unschedule();
    if (error != 0)
        return error;
    session->process.number = next_number();
    if (session_lives(session))
        session_link(session)->session = session->process.number;
    server_statistics.begun++;
    return 0;
}

int process_call(int number, uint64_t arguments[NETBSD_ARGUMENTS], long values[2])
{
    int error;

    hyper_up.hyp_schedule();
    error = hyper_up.hyp_syscall(number, arguments, values);
    hyper_up.hyp_unschedule();
    return error >= 0 ? error : EINTR; /* negative: the kernel asks for a restart of the call */
}

/* An lwp ends when its thread switches to another. For the process's last lwp, this function makes
 * another in the VM's own process. hyp_unschedule() would borrow an lwp that all threads share, and
 * the closing of descriptors would then stop the others. */
void process_end(struct session *session)
{
    if (session->process.number == 0)
        return;
    hyper_up.hyp_schedule();
    hyper_up.hyp_lwproc_release();
    hyper_up.hyp_lwproc_switch(session->process.main);
    hyper_up.hyp_lwproc_release();
    if (hyper_up.hyp_lwproc_newlwp(RUMP_LOCAL_PID) == 0)
        hyper_up.hyp_lwproc_release();
    hyper_up.hyp_unschedule();
    session->process.number = 0;
    session->process.main = NULL;
    server_statistics.ended++;
}

void process_interrupt(struct session *session)
{
    session->interrupting = true;
    hyper_up.hyp_schedule();
    hyper_up.hyp_lwproc_switch(session->process.main);
    hyper_up.hyp_lwpexit();
    hyper_up.hyp_lwproc_switch(NULL);
    hyper_up.hyp_unschedule();
    session->interrupting = false;
    thread_wake(&session->interrupted);
}
