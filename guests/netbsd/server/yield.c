/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Calls of the rump kernel's yield() from its other files come here (the linker's --wrap): all are
 * loops that wait for another thread. With threads that keep the virtual CPU until they wait, the
 * kernel's own version, which only gives up the rump kernel's CPU and takes it again, would let
 * such a loop go round for ever: above all after an lwp was told to end, whose every wait returns
 * at once, also those that cannot be interrupted (for a disk).
 */
#include <cos/runtime.h>
#include <hyper.h>
#include <thread.h>

#define PAUSE_US 100

void rump_yield(void) __asm__("__wrap_rumpns_yield");

void rump_yield(void)
{
    int locks;

    hyper_release(&locks);
    thread_sleep(cos_tsc() + cos_ticks(PAUSE_US));
    hyper_take(locks);
}
