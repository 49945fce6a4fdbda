/* SPDX-License-Identifier: BSD-2-Clause */
/* Its callers do not come back before it is told to end. */
#include <cos/entry.h>
#include <cos/runtime.h>
#include <cos/syscall.h>
#include <stdbool.h>

static bool over;

COS_ENTRY(evm_gate_0, sink);

struct cos_result sink(uint64_t a0, uint64_t a1, uint64_t a2, uint64_t a3, uint64_t token,
                       uint64_t thread)
{
    (void)a0, (void)a1, (void)a2, (void)a3, (void)token, (void)thread;
    while (!__atomic_load_n(&over, __ATOMIC_RELAXED))
        cos_yield();
    return (struct cos_result){.value = 0};
}

int main(const struct cos_start *start)
{
    uint64_t events = 0;

    (void)start;
    while (!(events & COS_EVENT_POWER))
        cos_wait(COS_SLOT_ENDPOINT, COS_FOREVER, &events);
    __atomic_store_n(&over, true, __ATOMIC_RELAXED);
    cos_sleep(10000);
    return 0;
}
