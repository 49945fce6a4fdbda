/* SPDX-License-Identifier: BSD-2-Clause */
/* A thread that uses more than its stack ends the VM, with a message, when it next gives way. */
#include <cos/runtime.h>
#include <cos/string.h>
#include <memory.h>
#include <thread.h>

#include "check.h"

#define TOO_MUCH 12000 /* bytes */

__asm__(".globl evm_fpu\n.set evm_fpu, 1");

static void use_much(void *unused)
{
    uint8_t much[TOO_MUCH];

    (void)unused;
    memset(much, 1, sizeof(much));
    thread_yield();
    check(much[0] != 1, "the thread goes on");
}

int main(const struct cos_start *start)
{
    struct thread *thread;

    memory_start((void *)start->ram_start, start->ram_pages);
    threads_start();
    thread_create(use_much, NULL, "below", 0); /* the first one to run has a neighbour, whose stack suffers */
    thread = thread_create(use_much, NULL, "a thread with a long name", THREAD_JOINABLE);
    check(thread != NULL, "two threads");
    thread_join(thread);
    check(false, "the component goes on");
    return check_done();
}
