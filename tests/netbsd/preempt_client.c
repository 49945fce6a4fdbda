/* SPDX-License-Identifier: BSD-2-Clause */
/* Client code: loops that never yield. */
#include "preempt.h"

#include <thread.h>

volatile bool client_stop;
volatile uint64_t client_turns[2];

void client_spin(void *number)
{
    while (!client_stop)
        client_turns[(uintptr_t)number]++;
}

void client_stop_others(void *unused)
{
    (void)unused;
    client_stop = true;
}

void client_call_kernel(void *unused)
{
    (void)unused;
    while (!client_stop) {
        kernel_work();
        thread_check();
    }
}

void client_call_library(void *unused)
{
    (void)unused;
    while (!client_stop) {
        kernel_work();
        for (volatile unsigned i = 0; i < 100000; i++) {
        }
    }
}

void client_spin_for(uint64_t ticks)
{
    uint64_t start = __builtin_ia32_rdtsc();

    while (__builtin_ia32_rdtsc() - start < ticks) {
    }
}
