/* SPDX-License-Identifier: BSD-2-Clause */
#include <booter.h>
#include <cos/abi.h>
#include <cos/runtime.h>
#include <cos/syscall.h>
#include <cos/wait.h>
#include <sched.h>
#include <supervisor.h>

_Noreturn void cos_run(const struct cos_start *start);

uint64_t cos_ticks(uint64_t us)
{
    uint64_t hz = cos_clock_line(cos_clock()).hz;

    return us * (hz / 1000000) + us * (hz % 1000000) / 1000000;
}

static _Noreturn void end_by(uint64_t method, uint64_t argument)
{
    cos_call(COS_SLOT_SUPERVISOR, method, argument, 0, 0);
    __builtin_trap(); /* the call failed, as the call stack is full: a fault ends the component,
                         too */
}

_Noreturn void cos_exit(int status)
{
    end_by(SUPERVISOR_EXIT, (uint64_t)status & 255);
}

_Noreturn void cos_reboot(void)
{
    end_by(SUPERVISOR_REBOOT, 0);
}

int64_t cos_ready(void)
{
    return cos_call(COS_SLOT_SUPERVISOR, SUPERVISOR_READY, 0, 0, 0).value;
}

void cos_alive(void)
{
    cos_call(COS_SLOT_SUPERVISOR, SUPERVISOR_ALIVE, 0, 0, 0);
}

bool cos_stays_down(uint32_t component)
{
    return supervisor_stays_down(
        cos_call(COS_SLOT_SUPERVISOR, SUPERVISOR_STATUS, component, 0, 0).value);
}

void cos_sleep(uint64_t us)
{
    uint64_t deadline = cos_tsc() + cos_ticks(us), events, seen = 0;

    while (cos_wait(COS_SLOT_ENDPOINT, deadline, &events) == 0)
        seen |= events;
    if (seen != 0)
        cos_call(COS_SLOT_SCHED, SCHED_NOTIFY, cos_self()->id, seen, 0);
}

int64_t cos_booter(uint64_t method, uint64_t component)
{
    int64_t result;

    while ((result = cos_call(COS_SLOT_BOOTER, method, component, 0, 0).value) == BOOTER_MORE) {
    }
    return result;
}

void cos_back_off(uint64_t *us)
{
    cos_sleep(cos_next_pause(us));
}

void cos_timer(uint64_t deadline)
{
    cos_call(COS_SLOT_SCHED, SCHED_TIMER, deadline, 0, 0);
}

_Noreturn void cos_run(const struct cos_start *start)
{
    cos_exit(main(start));
}
