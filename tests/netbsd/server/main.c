/* SPDX-License-Identifier: BSD-2-Clause */
/* Starts the stand-in for a rump kernel and serves. */
#include <cos/abi.h>
#include <cos/runtime.h>
#include <memory.h>
#include <server.h>

#include "fake.h"

__asm__(".globl evm_fpu\n.set evm_fpu, 1"); /* threads keep FPU control words */

static void handle_event(uint64_t events)
{
    if (events & COS_EVENT_POWER)
        cos_exit(0);
    server_event(events);
}

int main(const struct cos_start *start)
{
    memory_start((void *)start->ram_start, start->ram_pages);
    threads_event = handle_event;
    threads_start();
    kernel_start();
    server_start();
    for (;;)
        thread_sleep(COS_FOREVER);
}
