/* SPDX-License-Identifier: BSD-2-Clause */
/* A thread that uses nearly all of its stack goes on; one that uses more ends the VM. */
#include <cos/runtime.h>
#include <cos/string.h>
#include <memory.h>
#include <thread.h>

#include "check.h"

#define MUCH 15000 /* bytes */
#define STEP 1000

__asm__(".globl evm_fpu\n.set evm_fpu, 1");

static void use_much(void *unused)
{
    volatile uint8_t much[MUCH];

    (void)unused;
    for (unsigned i = 0; i < MUCH; i++)
        much[i] = 1;
    thread_yield();
    check(much[0] == 1 && much[MUCH - 1] == 1, "a thread has %u bytes of stack", MUCH);
}

static void use_more(void *depth)
{
    volatile uint8_t more[STEP];

    more[0] = more[STEP - 1] = 1;
    if (more[0] != 0)
        use_more((char *)depth + more[0]);
    check(more[0] != 1, "the thread goes on");
}

static void run(void (*entry)(void *), const char *name)
{
    struct thread *thread = thread_create(entry, NULL, name, THREAD_JOINABLE);

    check(thread != NULL, "%s", name);
    thread_join(thread);
}

int main(const struct cos_start *start)
{
    memory_start((void *)start->ram_start, start->ram_pages);
    threads_start();
    run(use_much, "much");
    run(use_more, "more");
    check(false, "the component goes on");
    return check_done();
}
