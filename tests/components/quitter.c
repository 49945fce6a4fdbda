/* SPDX-License-Identifier: BSD-2-Clause */
/* Several of these turn the system off at nearly the same time. Each one begins a little after the
 * one before it, and preempts that one. */
#include <cos/runtime.h>
#include <cos/syscall.h>
#include <supervisor.h>

#define ROUND_US 500000
#define APART_US 15
#define STATUS   5

int main(const struct cos_start *start)
{
    uint64_t round = cos_ticks(ROUND_US), events;
    uint64_t deadline = (cos_tsc() / round + 1) * round + cos_ticks(APART_US * start->id);

    while (cos_wait(COS_SLOT_ENDPOINT, deadline, &events) == 0) {
    }
    cos_call(COS_SLOT_SUPERVISOR, SUPERVISOR_POWEROFF, STATUS, 0, 0);
    return 1;
}
