/* SPDX-License-Identifier: BSD-2-Clause */
/* The costs of hypercalls of NetBSD's rump kernels without contention, from the caller's call
 * instruction on. These leave out the rump kernel's part in waits, its scheduler: those upcalls do
 * nothing here. */
#include <cos/abi.h>
#include <memory.h>
#include <rumpuser.h>
#include <thread.h>

#include "bench.h"

#define MALLOC_BYTES 64

struct lwp {
    int unused;
};

static struct lwp lwp;
static struct rumpuser_mtx *mutex;
static struct rumpuser_rw *rw;
static struct rumpuser_cv *here, *there;

__asm__(".globl evm_fpu\n.set evm_fpu, 1"); /* as in all NetBSD VMs */

static void unschedule(int keep, int *locks, void *interlock)
{
    (void)keep, (void)interlock;
    *locks = 0;
}

static void schedule(int locks, void *interlock)
{
    (void)locks, (void)interlock;
}

static void mutex_pair(void)
{
    rumpuser_mutex_enter(mutex);
    rumpuser_mutex_exit(mutex);
}

static void rw_pair(void)
{
    rumpuser_rw_enter(RUMPUSER_RW_READER, rw);
    rumpuser_rw_exit(rw);
}

/* Both threads call this with the mutex held. */
static void signal_and_wait(struct rumpuser_cv *other, struct rumpuser_cv *own)
{
    rumpuser_cv_signal(other);
    rumpuser_cv_wait(own, mutex);
}

static _Noreturn void *answer(void *unused)
{
    (void)unused;
    rumpuser_mutex_enter(mutex);
    for (;;)
        signal_and_wait(here, there);
}

static void *end(void *unused)
{
    (void)unused;
    rumpuser_thread_exit();
}

static void malloc_free(void)
{
    void *memory;

    rumpuser_malloc(MALLOC_BYTES, 0, &memory);
    rumpuser_free(memory, MALLOC_BYTES);
}

static void create_join(void)
{
    void *cookie;

    rumpuser_thread_create(end, NULL, "end", 1, 0, -1, &cookie);
    rumpuser_thread_join(cookie);
}

static void bench_cv(void)
{
    rumpuser_cv_init(&here);
    rumpuser_cv_init(&there);
    rumpuser_thread_create(answer, NULL, "answer", 0, 0, -1, NULL);
    rumpuser_mutex_enter(mutex);
    rumpuser_cv_wait(here, mutex);
    MEASURE(signal_and_wait(there, here));
    for (int i = 0; i < SAMPLES; i++)
        samples[i] = (samples[i] - empty) / 2 + empty; /* there and back */
    report("hyp_cv_signal_wake");
    rumpuser_mutex_exit(mutex);
}

int main(const struct cos_start *start)
{
    const struct rumpuser_hyperup upcalls = {.hyp_backend_unschedule = unschedule,
                                             .hyp_backend_schedule = schedule};

    memory_start((void *)start->ram_start, start->ram_pages);
    threads_start();
    rumpuser_init(RUMPUSER_VERSION, &upcalls);
    rumpuser_curlwpop(RUMPUSER_LWP_SET, &lwp);
    rumpuser_mutex_init(&mutex, RUMPUSER_MTX_KMUTEX);
    rumpuser_rw_init(&rw);
    measure_empty();
    MEASURE(rumpuser_curlwp());
    report("hyp_curlwp");
    MEASURE(mutex_pair());
    report("hyp_mutex_pair");
    MEASURE(rw_pair());
    report("hyp_rw_pair");
    MEASURE(malloc_free());
    report("hyp_malloc_free_64");
    MEASURE(create_join());
    report("hyp_thread_create_join");
    bench_cv();
    return 0;
}
