/* SPDX-License-Identifier: BSD-2-Clause */
/* Spins, and takes the longest time between two looks at the clock. All members but the last one
 * are less urgent, so only the scheduler and the kernel run between. */
#include <cos/entry.h>
#include <cos/runtime.h>
#include <cos/syscall.h>
#include <evm/image.h>
#include <sched.h>

#include "crowd.h"

COS_ENTRY(evm_gate_0, crowd_call);

#define MEMBERS (EVM_COMPONENTS - EVM_NATIVE - 1)

static volatile uint64_t seen, left; /* TSC: latest look; the last member waits since then */
static struct crowd_paths paths;
static unsigned members;

struct cos_result crowd_call(uint64_t method, uint64_t a1, uint64_t a2, uint64_t a3, uint64_t token,
                             uint64_t thread)
{
    (void)a2, (void)a3, (void)token, (void)thread;
    if (method == CROWD_COME)
        members++;
    else if (method == CROWD_WOKEN)
        paths.wake = a1 - seen;
    else
        left = cos_tsc();
    return (struct cos_result){.value = 0};
}

/* Returns the longest time between two looks. */
static uint64_t spin_until(uint64_t end)
{
    uint64_t longest = 0, now = cos_tsc();

    while (now < end) {
        seen = now;
        now = cos_tsc();
        longest = now - seen > longest ? now - seen : longest;
        if (left != 0 && left < now) {
            paths.wait = now - left;
            left = 0;
        }
    }
    return longest;
}

struct crowd_paths crowd_measure(const struct cos_start *start)
{
    uint64_t events, chain = crowd_time(start, CROWD_CHAIN_US), step = cos_ticks(CROWD_STEP_US);

    cos_wait(COS_SLOT_ENDPOINT, crowd_time(start, 0) - step, &events);
    paths.deadlines = spin_until(chain - 2 * step);
    cos_wait(COS_SLOT_ENDPOINT, chain - step, &events); /* they begin to wait for each other */
    spin_until(chain + step);
    return members == MEMBERS && paths.wait != 0 ? paths : (struct crowd_paths){0};
}
