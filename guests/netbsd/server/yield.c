/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The linker's --wrap sends calls of the rump kernel's yield() from its other files here. All are
 * in loops that wait for another thread. The kernel's own version only releases the rump kernel's
 * CPU and takes it again. As threads keep the virtual CPU until they wait, such a loop would then
 * spin for ever, above all in an lwp that was told to end, in which every wait returns at once,
 * even an uninterruptible one (for a disk).
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
