/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Processes and lwps, as the server's upcalls see them. Each rule of the rump kernel that the
 * server could break is checked: the CPU is held when it has to be, an lwp runs on one thread at a
 * time, nothing is released twice.
 */
#include <errno.h>
#include <rumpuser.h>

#include "fake.h"

#define PROCESSES 16
#define LWPS      48

static struct process processes[PROCESSES];
static struct lwp lwps[LWPS];
static int32_t last_pid;
static bool cpu_held;
static long wrong;

static void require(bool holds)
{
    wrong += !holds;
}

struct lwp *kernel_lwp(void)
{
    require(cpu_held && thread_current->lwp != NULL);
    return thread_current->lwp;
}

static struct process *find_process(int32_t pid)
{
    for (unsigned i = 0; i < PROCESSES; i++)
        if (processes[i].pid == pid)
            return &processes[i];
    return NULL;
}

static struct lwp *new_lwp(struct process *process)
{
    for (unsigned i = 0; i < LWPS; i++) {
        if (lwps[i].process == NULL) {
            lwps[i] = (struct lwp){.process = process};
            process->lwps++;
            return &lwps[i];
        }
    }
    return NULL;
}

static void free_lwp(struct lwp *lwp)
{
    struct process *process = lwp->process;

    require(lwp->waits_in == NULL);
    lwp->process = NULL;
    if (--process->lwps == 0) {
        close_all(process);
        process->pid = 0;
    }
}

/* ---- The CPU ---- */

static void schedule(void)
{
    require(!cpu_held);
    cpu_held = true;
    if (thread_current->lwp == NULL) {
        thread_current->lwp = new_lwp(&processes[0]);
        thread_current->lwp->runs = thread_current->lwp->ends = true;
    }
}

static void unschedule(void)
{
    struct lwp *lwp = kernel_lwp();

    cpu_held = false;
    if (lwp->ends) {
        thread_current->lwp = NULL;
        free_lwp(lwp);
    } else if (lwp->clear) {
        lwp->clear = false;
        thread_current->lwp = NULL;
    }
}

static void give_up(int locks, int *held, void *interlock)
{
    (void)interlock;
    require(cpu_held);
    *held = locks;
    cpu_held = false;
}

static void take(int locks, void *interlock)
{
    (void)locks, (void)interlock;
    require(!cpu_held);
    cpu_held = true;
}

bool kernel_wait(struct wait_queue *queue, uint64_t deadline)
{
    struct lwp *lwp = kernel_lwp();

    if (lwp->told)
        return false;
    lwp->waits_in = queue;
    cpu_held = false;
    thread_wait(queue, deadline);
    cpu_held = true;
    lwp->waits_in = NULL;
    return !lwp->told;
}

/* ---- Lwps ---- */

static void switch_lwp(struct lwp *next)
{
    struct lwp *lwp = kernel_lwp();

    lwp->runs = false;
    if (next == NULL) {
        require(!lwp->ends);
        lwp->clear = true;
        return;
    }
    require(!next->runs && next->process != NULL);
    next->runs = true;
    thread_current->lwp = next;
    if (lwp->ends)
        free_lwp(lwp);
}

static void release(void)
{
    require(!kernel_lwp()->ends);
    kernel_lwp()->ends = true;
}

static int switch_to_new(struct process *process)
{
    struct lwp *lwp = new_lwp(process);

    if (lwp == NULL)
        return ENOMEM;
    switch_lwp(lwp);
    return 0;
}

static int fork_process(void *client, int flags, const char *name)
{
    struct process *process = find_process(0);

    require(flags == 2 && name[0] != 0 && kernel_lwp()->process == &processes[0]);
    if (process == NULL)
        return ENOMEM;
    *process = (struct process){.pid = ++last_pid, .client = client};
    return switch_to_new(process);
}

static int add_lwp(int32_t pid)
{
    struct process *process = find_process(pid);

    if (process == NULL || pid == 0)
        return ESRCH;
    return process->exits ? EBUSY : switch_to_new(process);
}

static int32_t pid_of_caller(void)
{
    return kernel_lwp()->process->pid;
}

/* It takes a while, in which others run. */
static void tell_lwps(void)
{
    struct lwp *self = kernel_lwp();
    struct wait_queue empty = {NULL, NULL};

    for (unsigned i = 0; i < LWPS; i++)
        lwps[i].told |= lwps[i].process == self->process && &lwps[i] != self;
    kernel_wait(&empty, 1);
    for (unsigned i = 0; i < LWPS; i++)
        if (lwps[i].told && lwps[i].process == self->process && lwps[i].waits_in != NULL)
            thread_wake_all(lwps[i].waits_in);
    self->process->exits = true;
}

/* ---- Start ---- */

void kernel_count(long *process_count, long *lwp_count)
{
    *process_count = *lwp_count = 0;
    for (unsigned i = 0; i < PROCESSES; i++)
        *process_count += processes[i].pid != 0;
    for (unsigned i = 0; i < LWPS; i++)
        *lwp_count += lwps[i].process != NULL;
}

long kernel_wrong(void)
{
    return wrong;
}

void kernel_start(void)
{
    static const struct rumpuser_hyperup upcalls = {
        .hyp_schedule = schedule,
        .hyp_unschedule = unschedule,
        .hyp_backend_unschedule = give_up,
        .hyp_backend_schedule = take,
        .hyp_lwproc_switch = switch_lwp,
        .hyp_lwproc_release = release,
        .hyp_lwproc_rfork = fork_process,
        .hyp_lwproc_newlwp = add_lwp,
        .hyp_lwproc_curlwp = kernel_lwp,
        .hyp_syscall = system_call,
        .hyp_lwpexit = tell_lwps,
        .hyp_getpid = pid_of_caller,
    };

    processes[0] = (struct process){.pid = ++last_pid, .lwps = 1}; /* one that is always there */
    rumpuser_init(RUMPUSER_VERSION, &upcalls);
}
