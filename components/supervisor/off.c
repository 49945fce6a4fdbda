/* SPDX-License-Identifier: BSD-2-Clause */
#include "common.h"

#include <console.h>
#include <cos/power.h>
#include <cos/runtime.h>
#include <cos/syscall.h>

#define FLUSH_US 3000000 /* enough for 32 KiB at 115200 baud */

unsigned system_status;
uint64_t system_failed;
bool system_ends;

static const struct cos_power power = {COS_SLOT_PORTS, 1};

_Noreturn void power_off(unsigned status)
{
    cos_power_off(power, status);
    say("[evm] the machine has no way to turn itself off\n");
    for (;;) {
        board_rest();
        cos_yield();
    }
}

/* The first thread that comes here sets the status, and tells the tool. Returns that status. */
static unsigned decide(enum evm_verdict kind, unsigned status)
{
    static uint64_t decided; /* the status + 1; 0: nothing is decided yet */
    uint64_t none = 0;

    section_begin(); /* if the scheduler has crashed, no other thread comes */
    if (__atomic_compare_exchange_n(&decided, &none, (uint64_t)status + 1, false, __ATOMIC_ACQ_REL,
                                    __ATOMIC_ACQUIRE))
        cos_tell_verdict(power, kind, status);
    section_end();
    return (unsigned)(decided - 1);
}

/* Polls, since threads of other components cannot wait at the supervisor's endpoint. Each thread
 * turns the system off by itself, since the first one may never run again. */
_Noreturn void system_off(enum evm_verdict kind, unsigned status)
{
    static bool said;
    uint64_t deadline = cos_tsc() + cos_ticks(FLUSH_US);

    begin_going_off();
    status = decide(kind, status);
    flush_console(CONSOLE_ALL);
    while (console_room() < SAY_ROOM && cos_tsc() < deadline)
        board_rest();
    if (!__atomic_load_n(&said, __ATOMIC_ACQUIRE)) {
        say_anew();
        record_end_lost();
        say("[evm] system off: status %u\n", status);
        __atomic_store_n(&said, true, __ATOMIC_RELEASE);
    }
    while (console_pending() != 0 && cos_tsc() < deadline)
        board_rest();
    power_off(status);
}
