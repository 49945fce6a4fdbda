/* SPDX-License-Identifier: BSD-2-Clause */
/* C11 threads, as threads of the VM. This code is never preempted, so it needs no locks. */
#include <cos/abi.h>
#include <stdbool.h>
#include <stdlib.h>
#include <threads.h>
#include <unistd.h>

#include "clock.h"
#include "thread.h"

#define KEYS 16

/* In the rump kernel: make an lwp of that process for the calling thread (0 or an errno), and end
 * it. */
int rump_pub_lwproc_newlwp(pid_t process);
void rump_pub_lwproc_releaselwp(void);

struct __client_thread {
    struct __client_thread *next;
    struct thread *thread;
    thrd_start_t function;
    void *argument;
    int result;
    bool detached, ended;
    struct wait_queue joiners;
    void *values[KEYS];
};

static struct __client_thread first; /* runs main() */
static struct __client_thread *threads = &first;

static bool key_used[KEYS];
static tss_dtor_t destructors[KEYS];

thrd_t thrd_current(void)
{
    for (thrd_t thread = threads; thread != &first; thread = thread->next)
        if (thread->thread == thread_current)
            return thread;
    return &first;
}

static void forget(thrd_t thread)
{
    for (thrd_t *at = &threads; *at != NULL; at = &(*at)->next) {
        if (*at == thread) {
            *at = thread->next;
            free(thread);
            return;
        }
    }
}

static void destroy_values(thrd_t thread)
{
    bool again = true;

    for (int i = 0; i < TSS_DTOR_ITERATIONS && again; i++) {
        again = false;
        for (tss_t key = 0; key < KEYS; key++) {
            void *value = thread->values[key];

            thread->values[key] = NULL;
            if (value != NULL && key_used[key] && destructors[key] != NULL) {
                destructors[key](value);
                again = true;
            }
        }
    }
}

_Noreturn void thrd_exit(int result)
{
    thrd_t self = thrd_current();

    destroy_values(self);
    if (self == &first)
        exit(EXIT_SUCCESS);
    rump_pub_lwproc_releaselwp();
    self->result = result;
    self->ended = true;
    thread_wake_all(&self->joiners);
    if (self->detached)
        forget(self);
    thread_exit();
}

static void run(void *argument)
{
    thrd_t self = argument;

    thrd_exit(rump_pub_lwproc_newlwp(getpid()) == 0 ? self->function(self->argument) : thrd_error);
}

int thrd_create(thrd_t *thread, thrd_start_t function, void *argument)
{
    thrd_t new = calloc(1, sizeof *new);

    if (new == NULL)
        return thrd_nomem;
    new->function = function;
    new->argument = argument;
    new->thread = thread_create(run, new, "client", THREAD_CLIENT);
    if (new->thread == NULL) {
        free(new);
        return thrd_nomem;
    }
    new->next = threads;
    threads = new;
    *thread = new;
    return thrd_success;
}

int thrd_join(thrd_t thread, int *result)
{
    if (thread->detached || thread == &first || thread == thrd_current())
        return thrd_error;
    while (!thread->ended)
        thread_wait(&thread->joiners, COS_FOREVER);
    if (result != NULL)
        *result = thread->result;
    forget(thread);
    return thrd_success;
}

int thrd_detach(thrd_t thread)
{
    if (thread->detached || thread == &first)
        return thrd_error;
    thread->detached = true;
    if (thread->ended)
        forget(thread);
    return thrd_success;
}

void thrd_yield(void)
{
    thread_yield();
}

int thrd_sleep(const struct timespec *time, struct timespec *left)
{
    thread_sleep(clock_after(time));
    if (left != NULL)
        *left = (struct timespec){0, 0};
    return 0;
}

int tss_create(tss_t *key, tss_dtor_t destructor)
{
    for (tss_t i = 0; i < KEYS; i++) {
        if (!key_used[i]) {
            key_used[i] = true;
            destructors[i] = destructor;
            *key = i;
            return thrd_success;
        }
    }
    return thrd_error;
}

void tss_delete(tss_t key)
{
    for (thrd_t thread = threads; thread != NULL; thread = thread->next)
        thread->values[key] = NULL;
    key_used[key] = false;
}

void *tss_get(tss_t key)
{
    return thrd_current()->values[key];
}

int tss_set(tss_t key, void *value)
{
    thrd_current()->values[key] = value;
    return thrd_success;
}

void call_once(once_flag *flag, void (*function)(void))
{
    enum { NEW, UNDER_WAY, DONE };

    if (flag->__state == NEW) {
        flag->__state = UNDER_WAY;
        function();
        flag->__state = DONE;
    }
    while (flag->__state != DONE)
        thread_yield();
}
