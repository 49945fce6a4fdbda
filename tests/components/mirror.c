/* SPDX-License-Identifier: BSD-2-Clause */
/* Reads, writes and executes at addresses that its caller gives, until it is ended. */
#include "mirror.h"

#include <cos/entry.h>
#include <cos/runtime.h>
#include <cos/syscall.h>

COS_ENTRY(evm_gate_0, reflect);

struct cos_result reflect(uint64_t method, uint64_t address, uint64_t value, uint64_t a3,
                          uint64_t token, uint64_t thread)
{
    volatile uint64_t *word = (volatile uint64_t *)address;
    struct cos_result result = {.value = 0};

    (void)a3, (void)token, (void)thread;
    switch ((enum mirror_method)method) {
    case MIRROR_READ:
        result.extra = *word;
        break;
    case MIRROR_WRITE:
        *word = value;
        break;
    case MIRROR_EXECUTE:
        ((void (*)(void))address)();
        break;
    case MIRROR_CALL:
        result.extra = (uint64_t)cos_call(COS_SLOT_FILES, 0, 0, 0, 0).value;
        break;
    }
    return result;
}

int main(const struct cos_start *start)
{
    uint64_t events;

    (void)start;
    for (;;) /* another component's end is an event, too */
        cos_wait(COS_SLOT_ENDPOINT, COS_FOREVER, &events);
}
