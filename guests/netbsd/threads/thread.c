/* SPDX-License-Identifier: BSD-2-Clause */
/* Threads: creation, waiting, waking, end. carrier.c decides which runs next. */
#include <cos/string.h>
#include <cos/syscall.h>

#include "internal.h"

static struct thread first_thread = {.name = "main"};
struct thread thread_none = {.name = "carrier"};
struct thread *thread_current = &first_thread;
struct wait_queue threads_ready;
void (*threads_event)(uint64_t events);
static uint32_t threads = 1;

void queue_append(struct wait_queue *queue, struct thread *thread)
{
    thread->next = NULL;
    if (queue->first == NULL)
        queue->first = thread;
    else
        queue->last->next = thread;
    queue->last = thread;
}

struct thread *queue_take(struct wait_queue *queue)
{
    struct thread *thread = queue->first;

    if (thread != NULL)
        queue->first = thread->next;
    return thread;
}

static void queue_remove(struct wait_queue *queue, struct thread *thread)
{
    struct thread *before = NULL;

    for (struct thread *here = queue->first; here != thread; here = here->next)
        before = here;
    if (before == NULL)
        queue->first = thread->next;
    else
        before->next = thread->next;
    if (queue->last == thread)
        queue->last = before;
}

void thread_make_ready(struct thread *thread)
{
    thread->state = THREAD_READY;
    queue_append(&threads_ready, thread);
    if (thread->carrier != NULL)
        carrier_tell(thread->carrier);
    if (!evm_vcpu.masked) /* a client thread runs: the caller */
        preempt_soon();
}

void thread_make_ready_first(struct thread *thread)
{
    thread->state = THREAD_READY;
    thread->next = threads_ready.first;
    threads_ready.first = thread;
    if (thread->next == NULL)
        threads_ready.last = thread;
}

void thread_time_out(struct thread *thread)
{
    timer_remove(thread);
    if (thread->waits_in != NULL)
        queue_remove(thread->waits_in, thread);
    thread->timed_out = true;
    thread_make_ready(thread);
}

/* Each COS thread has its own FS base. The carriers' own code needs none. */
static void take_tls(const struct thread *thread)
{
    if (thread->tls != carrier_current->tls && thread != &thread_none) {
        carrier_current->tls = thread->tls;
        cos_set_fsbase(thread->tls);
    }
}

void thread_run(struct thread *next)
{
    struct thread *self = thread_current;

    if (self->flags & THREAD_CLIENT)
        control_words_get(&self->control_words);
    thread_current = next;
    take_tls(next);
    switch_stacks(&self->stack_pointer, next->stack_pointer);
    if (self->flags & THREAD_CLIENT)
        control_words_put(&self->control_words);
}

void thread_switch(void)
{
    struct thread *self = thread_current, *next;

    evm_vcpu.masked = 1;
    next = carrier_next();
    if (next != self)
        thread_run(next != NULL ? next : &thread_none);
    if (self->flags & THREAD_CLIENT)
        preempt_allow();
}

bool thread_wait(struct wait_queue *queue, uint64_t deadline)
{
    struct thread *self = thread_current;

    self->state = THREAD_WAITS;
    self->timed_out = false;
    self->waits_in = queue;
    if (queue != NULL)
        queue_append(queue, self);
    if (deadline != COS_FOREVER) {
        self->deadline = deadline;
        timer_add(self);
    }
    thread_switch();
    return !self->timed_out;
}

unsigned thread_wake(struct wait_queue *queue)
{
    struct thread *thread = queue_take(queue);

    if (thread == NULL)
        return 0;
    if (thread->timer != 0)
        timer_remove(thread);
    thread_make_ready(thread);
    return 1;
}

unsigned thread_wake_all(struct wait_queue *queue)
{
    unsigned woken = 0;

    while (thread_wake(queue))
        woken++;
    return woken;
}

void thread_sleep(uint64_t deadline)
{
    thread_wait(NULL, deadline);
}

void thread_yield(void)
{
    evm_vcpu.masked = 1;
    carrier_look();
    queue_append(&threads_ready, thread_current);
    thread_switch();
}

static void thread_program(void (*entry)(void *), void *argument)
{
    if (thread_current->flags & THREAD_CLIENT) {
        control_words_put(&control_words_default);
        preempt_allow();
    }
    entry(argument);
    thread_exit();
}

struct thread *thread_create(void (*entry)(void *), void *argument, const char *name,
                             unsigned flags)
{
    struct thread *thread = timers_reserve(threads + 1) ? stack_get(flags) : NULL;

    if (thread == NULL)
        return NULL;
    threads++;
    if (name != NULL)
        memcpy(thread->name, name, strnlen(name, THREAD_NAME - 1));
    thread->stack_pointer = context_make(thread->stack_pointer, thread_program, entry, argument);
    thread_make_ready(thread);
    return thread;
}

static void forget(struct thread *thread)
{
    threads--;
    stack_put(thread);
}

_Noreturn void thread_exit(void)
{
    struct thread *self = thread_current, *next;

    evm_vcpu.masked = 1;
    self->state = THREAD_ENDED;
    thread_wake_all(&self->joiners);
    next = carrier_next();
    if (!(self->flags & THREAD_JOINABLE))
        forget(self);
    thread_run(next != NULL ? next : &thread_none);
    __builtin_unreachable();
}

void thread_join(struct thread *thread)
{
    if (thread->state != THREAD_ENDED)
        thread_wait(&thread->joiners, COS_FOREVER);
    forget(thread);
}

void threads_start(void)
{
    stack_adopt(&first_thread);
    carrier_main_start();
    context_start();
    evm_vcpu.upcall_entry = (uint64_t)upcall_entry;
    take_tls(&first_thread);
}
