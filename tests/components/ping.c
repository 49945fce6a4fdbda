/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Events between components: each side has a gate through which the other notifies it. With no argument this is the side
 * that counts; with one it is the other side, which answers.
 */
#include <cos/entry.h>
#include <cos/runtime.h>
#include <cos/syscall.h>

#include "check.h"

#define ROUNDS     1000
#define EVENT_PING COS_EVENT_OWN

COS_POOL(stacks, 2, 10);
COS_ENTRY(evm_gate_0, notify, stacks);

struct cos_result notify(uint64_t a0, uint64_t a1, uint64_t a2, uint64_t a3, uint64_t token, uint64_t thread)
{
    (void)a0, (void)a1, (void)a2, (void)a3, (void)token, (void)thread;
    return (struct cos_result){.value = cos_signal(COS_SLOT_ENDPOINT)};
}

/* Waits for a ping; whether it came in time. */
static bool wait_for_ping(uint64_t deadline)
{
    uint64_t events = 0;

    while (cos_wait(COS_SLOT_ENDPOINT, deadline, &events) == 0)
        if (events >= EVENT_PING)
            return true;
    return false;
}

int main(const struct cos_start *start)
{
    unsigned answered = 0;

    if (start->blob_count > 0) {
        for (unsigned i = 0; i < ROUNDS && wait_for_ping(COS_FOREVER); i++)
            cos_call(COS_SLOT_CALL, 0, 0, 0, 0);
        return wait_for_ping(COS_FOREVER) ? 0 : 1; /* not earlier: the last notification would not return */
    }
    for (unsigned i = 0; i < ROUNDS; i++)
        answered += cos_call(COS_SLOT_CALL, 0, 0, 0, 0).value == 0 && wait_for_ping(cos_tsc() + cos_ticks(100000));
    cos_call(COS_SLOT_CALL, 0, 0, 0, 0);
    check_result(answered, ROUNDS, "a thousand notifications there and back");
    return check_done();
}
