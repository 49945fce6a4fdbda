/* SPDX-License-Identifier: BSD-2-Clause */
/* The other side of the crossings: a gate with an empty function, and a thread that answers each
 * notification with one. */
#include <cos/entry.h>
#include <cos/runtime.h>
#include <cos/syscall.h>

COS_ENTRY(evm_gate_0, nothing);

struct cos_result nothing(uint64_t a0, uint64_t a1, uint64_t a2, uint64_t a3, uint64_t token,
                          uint64_t thread)
{
    (void)a0, (void)a1, (void)a2, (void)a3, (void)token, (void)thread;
    return (struct cos_result){.value = 0};
}

int main(const struct cos_start *start)
{
    uint64_t events;

    (void)start;
    while (cos_wait(COS_SLOT_ENDPOINT, COS_FOREVER, &events) == 0 && !(events & COS_EVENT_PEER))
        cos_signal(COS_SLOT_SIGNAL);
    return 0; /* the measuring component has ended */
}
