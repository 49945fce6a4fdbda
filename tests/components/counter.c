/* SPDX-License-Identifier: BSD-2-Clause */
/* Counts the calls of each component until it gets an event: it remembers for components that
 * restart. */
#include <cos/entry.h>
#include <cos/runtime.h>
#include <cos/syscall.h>
#include <evm/image.h>

static unsigned calls[EVM_COMPONENTS];

COS_ENTRY(evm_gate_0, count);

struct cos_result count(uint64_t a0, uint64_t a1, uint64_t a2, uint64_t a3, uint64_t token,
                        uint64_t thread)
{
    (void)a0, (void)a1, (void)a2, (void)a3, (void)thread;
    return (struct cos_result){.value = ++calls[token]};
}

int main(const struct cos_start *start)
{
    uint64_t events = 0;

    (void)start;
    while (events < COS_EVENT_FROM(0) && !(events & COS_EVENT_POWER) &&
           cos_wait(COS_SLOT_ENDPOINT, COS_FOREVER, &events) == 0)
        ;
    return 0;
}
