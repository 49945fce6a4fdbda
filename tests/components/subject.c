/* SPDX-License-Identifier: BSD-2-Clause */
/* A crasher or victim of tests/components/protocols.h. Argument: 1 = a crasher, whose lives end in
 * all ways; 0 = it makes calls into root components until it is told to end, or killed. */
#include <sched.h>
#include <supervisor.h>

#include "protocols.h"

#define PAUSE_US 300

static int crash(uint64_t id, uint64_t life)
{
    cos_sleep(life * 37 % 200);
    switch (way_of(id, life)) {
    case WAY_OPCODE:
        __asm__ volatile("ud2");
        break;
    case WAY_PAGE:
        *(volatile uint64_t *)0x123456789000 = 1;
        break;
    case WAY_DIVIDE:
        __asm__ volatile("xor %%ecx, %%ecx; mov $1, %%eax; cltd; idiv %%ecx"
                         :
                         :
                         : "rax", "rcx", "rdx");
        break;
    case WAY_JUMP:
        ((void (*)(void))0x123456789000)();
        break;
    case WAY_REBOOT:
        cos_reboot();
    default:
        break;
    }
    return 3;
}

int main(const struct cos_start *start)
{
    uint64_t life = (uint64_t)umpire(UMPIRE_BORN, 0, 0, 0).value, events = 0;

    if (argument(0))
        return life < CRASHER_LIVES ? crash(start->id, life) : 0;
    while (!(events & COS_EVENT_POWER)) {
        cos_call(COS_SLOT_SUPERVISOR, SUPERVISOR_STATUS, start->id, 0, 0);
        cos_call(COS_SLOT_SCHED, SCHED_TIME, start->id, 0, 0);
        events = 0;
        cos_wait(COS_SLOT_ENDPOINT, cos_tsc() + cos_ticks(PAUSE_US), &events);
    }
    return 0;
}
