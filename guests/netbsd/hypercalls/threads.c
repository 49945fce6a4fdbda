/* SPDX-License-Identifier: BSD-2-Clause */
/* Threads of the rump kernel. */
#include <errno.h>
#include <rumpuser.h>
#include <thread.h>

#include "hyper.h"

int rumpuser_thread_create(void *(*function)(void *), void *argument, const char *name,
                           int joinable, int priority, int cpu, void **cookie)
{
    /* its return value is not used */
    void (*entry)(void *) = (void (*)(void *))(void (*)(void))function;
    struct thread *thread = thread_create(entry, argument, name, joinable ? THREAD_JOINABLE : 0);

    (void)priority; /* threads are not preempted, and waits are short: all run in turn */
    (void)cpu;      /* the VM has one */
    if (thread == NULL)
        return EAGAIN;
    if (joinable)
        *cookie = thread;
    return 0;
}

_Noreturn void rumpuser_thread_exit(void)
{
    thread_exit();
}

int rumpuser_thread_join(void *cookie)
{
    int locks;

    hyper_release(&locks);
    thread_join(cookie);
    hyper_take(locks);
    return 0;
}
