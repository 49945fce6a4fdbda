/* SPDX-License-Identifier: BSD-2-Clause */
/* Keeps each caller for HOLD_US. */
#include <cos/entry.h>
#include <cos/runtime.h>
#include <cos/syscall.h>

#define HOLD_US 400000

COS_ENTRY(evm_gate_0, hold);

struct cos_result hold(uint64_t a0, uint64_t a1, uint64_t a2, uint64_t a3, uint64_t token,
                       uint64_t thread)
{
    uint64_t end = cos_tsc() + cos_ticks(HOLD_US);

    (void)a0, (void)a1, (void)a2, (void)a3, (void)token, (void)thread;
    while (cos_tsc() < end)
        __asm__ volatile("");
    return (struct cos_result){.value = 0};
}

static bool is_told_to_end(void)
{
    uint64_t events;

    return cos_wait(COS_SLOT_ENDPOINT, COS_FOREVER, &events) == 0 && events & COS_EVENT_POWER;
}

int main(const struct cos_start *start)
{
    (void)start;
    while (!is_told_to_end())
        continue;
    return 0;
}
