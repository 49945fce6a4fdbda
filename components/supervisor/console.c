/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The system goes on when the console ends: the supervisor starts it again, as any component. But
 * the supervisor itself calls the console. If such a call does not return, as the console's program
 * is damaged, the supervisor's thread can look after nothing else. The console's own thread, which
 * is more urgent, finds that out when it gives its signs of life.
 */
#include "common.h"

#include <cos/print.h>
#include <cos/runtime.h>
#include <cos/syscall.h>
#include <sched.h>

#include "outlet.h"

#define COMING_US 3000000 /* the system's end waits so long for the console's next life */

/* CPU time that a dead component's thread may take to leave the console; a call needs much less. */
#define LEAVE_US 20000

static bool stuck; /* the console has ended for that; it has not been reported yet */

void console_sign(void)
{
    static uint64_t seen; /* the call that the supervisor was in at the last sign */
    uint64_t call = outlet_call();

    if (call != 0 && call == seen && end_component(EVM_CONSOLE, END_KILL, STATUS_KILL))
        __atomic_store_n(&stuck, true, __ATOMIC_RELAXED);
    seen = call;
}

/* A thread that the console keeps for good would keep its component from starting again. */
void console_keeps(uint64_t id)
{
    static struct {
        uint64_t life; /* the booter's number of the life whose thread is there; 0: it is not */
        uint64_t time; /* its CPU time, when it was first seen there */
    } kept[EVM_COMPONENTS];
    uint64_t time = (uint64_t)cos_call(COS_SLOT_SCHED, SCHED_TIME, id, 0, 0).value;

    /* any register will do */
    if (cos_thread_inspect(SUPERVISOR_SLOT_THREAD(id), SUPERVISOR_SLOT_COMP(EVM_CONSOLE), 0, 0)
            .result < 0) {
        kept[id].life = 0;
    } else if (kept[id].life != lives[id].number) {
        kept[id].life = lives[id].number;
        kept[id].time = time;
    } else if (time - kept[id].time > cos_ticks(LEAVE_US) &&
               end_component(EVM_CONSOLE, END_KILL, STATUS_KILL)) {
        say("[evm] console: has not returned from a call by %s\n", component(id)->name);
    }
}

static bool is_there(uint64_t alive)
{
    return alive & BIT(EVM_CONSOLE) && !life_is_ending(&lives[EVM_CONSOLE]);
}

void console_look(uint64_t alive)
{
    if (outlet_keeps() && is_there(alive))
        outlet_pass();
    if (__atomic_exchange_n(&stuck, false, __ATOMIC_RELAXED))
        say("[evm] console: has not returned from a call by the supervisor\n");
}

void console_began(void)
{
    say("[evm] console: is back; what it had not shown is lost\n");
}

bool console_is_coming(void)
{
    static uint64_t since;
    uint64_t now = cos_tsc();

    if (!life_is_ending(&lives[EVM_CONSOLE]) && !life_is_paused(&lives[EVM_CONSOLE]))
        return false;
    since = since != 0 ? since : now;
    return now - since < cos_ticks(COMING_US);
}
