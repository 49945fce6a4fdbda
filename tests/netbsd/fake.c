/* SPDX-License-Identifier: BSD-2-Clause */
#include "fake.h"

#include <cos/print.h>
#include <memory.h>
#include <thread.h>

struct lwp fake_lwps[FAKE_LWPS];
struct rumpuser_mtx *fake_cpu_mutex;
unsigned fake_wrong, fake_releases;

static struct rumpuser_cv *cpu_cv;
static struct lwp *cpu_lwp; /* that has the CPU */
static unsigned wanted;

__asm__(".globl evm_fpu\n.set evm_fpu, 1"); /* as all NetBSD VMs */

bool fake_have_cpu(void)
{
    return rumpuser_curlwp() != NULL && cpu_lwp == rumpuser_curlwp();
}

/* An interlock that is the scheduler's own mutex is held by the caller, and not afterwards. */
static void take_cpu(void *interlock)
{
    fake_wrong += fake_have_cpu() || rumpuser_curlwp() == NULL;
    if (interlock != fake_cpu_mutex)
        rumpuser_mutex_enter_nowrap(fake_cpu_mutex);
    while (cpu_lwp != NULL) {
        wanted++;
        rumpuser_cv_wait_nowrap(cpu_cv, fake_cpu_mutex);
        wanted--;
    }
    cpu_lwp = rumpuser_curlwp();
    rumpuser_mutex_exit(fake_cpu_mutex);
}

/* An interlock that is the scheduler's own mutex is held by the caller afterwards. */
static void give_cpu(void *interlock)
{
    fake_wrong += !fake_have_cpu();
    rumpuser_mutex_enter_nowrap(fake_cpu_mutex);
    cpu_lwp = NULL;
    if (wanted > 0)
        rumpuser_cv_signal(cpu_cv);
    if (interlock != fake_cpu_mutex)
        rumpuser_mutex_exit(fake_cpu_mutex);
}

void fake_schedule(void)
{
    take_cpu(NULL);
}

void fake_unschedule(void)
{
    give_cpu(NULL);
}

static void backend_unschedule(int keep, int *locks, void *interlock)
{
    fake_wrong += keep != 0;
    fake_releases++;
    *locks = rumpuser_curlwp()->locks;
    rumpuser_curlwp()->locks = 0;
    give_cpu(interlock);
}

static void backend_schedule(int locks, void *interlock)
{
    take_cpu(interlock);
    fake_wrong += rumpuser_curlwp()->locks != 0;
    rumpuser_curlwp()->locks = locks;
}

static const struct rumpuser_hyperup upcalls = {
    .hyp_schedule = fake_schedule,
    .hyp_unschedule = fake_unschedule,
    .hyp_backend_unschedule = backend_unschedule,
    .hyp_backend_schedule = backend_schedule,
};

void fake_start(const struct cos_start *start)
{
    memory_start((void *)start->ram_start, start->ram_pages);
    threads_start();
    if (rumpuser_init(RUMPUSER_VERSION, &upcalls) != 0) {
        cos_print("not ok - version of the hypercalls\n");
        cos_exit(1);
    }
    rumpuser_mutex_init(&fake_cpu_mutex, RUMPUSER_MTX_SPIN);
    rumpuser_cv_init(&cpu_cv);
    rumpuser_curlwpop(RUMPUSER_LWP_SET, &fake_lwps[0]);
    fake_schedule();
}

struct start {
    void (*function)(void *);
    void *argument;
    int lwp;
};

static void *run(void *argument)
{
    struct start start = *(struct start *)argument;

    rumpuser_free(argument, sizeof(start));
    rumpuser_curlwpop(RUMPUSER_LWP_SET, &fake_lwps[start.lwp]);
    fake_schedule();
    start.function(start.argument);
    fake_unschedule();
    rumpuser_curlwpop(RUMPUSER_LWP_CLEAR, &fake_lwps[start.lwp]);
    rumpuser_thread_exit();
}

void *fake_thread(void (*function)(void *), void *argument, int lwp)
{
    struct start *start;
    void *memory, *cookie;

    if (rumpuser_malloc(sizeof(*start), 0, &memory) != 0) {
        cos_print("not ok - the test needs more memory: in its manifest\n");
        cos_exit(1);
    }
    start = memory;
    *start = (struct start){function, argument, lwp};
    if (rumpuser_thread_create(run, start, "a thread of the test", 1, 0, -1, &cookie) != 0) {
        cos_print("not ok - a thread cannot be made\n");
        cos_exit(1);
    }
    return cookie;
}

void fake_join(void *cookie)
{
    rumpuser_thread_join(cookie);
}

void fake_let_others_run(void)
{
    fake_unschedule();
    for (int i = 0; i < 2 * FAKE_LWPS; i++)
        thread_yield();
    fake_schedule();
}
