/* SPDX-License-Identifier: BSD-2-Clause */
/* A component in which many threads wait at the same time, each on its own stack. */
#include "hall.h"

#include <cos/entry.h>
#include <evm/image.h>

#include "domain.h"

COS_ENTRY(evm_gate_0, hall_call);

static uint64_t doors[EVM_COMPONENTS]; /* slots of endpoints at which threads wait */
static uint64_t inside;
static bool open;

static int64_t enter(uint64_t thread)
{
    uint64_t events;

    if (!__atomic_load_n(&open, __ATOMIC_ACQUIRE))
        return -COS_EAGAIN;
    __atomic_add_fetch(&inside, 1, __ATOMIC_RELAXED);
    cos_wait(doors[thread], COS_FOREVER, &events);
    __atomic_sub_fetch(&inside, 1, __ATOMIC_RELAXED);
    return (int64_t)thread;
}

struct cos_result hall_call(uint64_t method, uint64_t a1, uint64_t a2, uint64_t a3, uint64_t token,
                            uint64_t thread)
{
    struct cos_result result = {.value = 0};

    (void)a1, (void)a2, (void)a3, (void)token;
    switch ((enum hall_method)method) {
    case HALL_ENTER:
        result.value = enter(thread);
        break;
    case HALL_INSIDE:
        result.value = (int64_t)__atomic_load_n(&inside, __ATOMIC_RELAXED);
        break;
    case HALL_OPEN:
        open = false;
        for (unsigned i = 0; i < EVM_COMPONENTS - 1; i++)
            cos_signal(doors[i]);
        break;
    }
    return result;
}

int main(const struct cos_start *start)
{
    uint64_t events = 0;

    (void)start;
    for (unsigned i = 0; i < EVM_COMPONENTS - 1; i++) { /* endpoint 0 is the component's own */
        doors[i] = slot_take();
        cos_endpoint(COS_SLOT_ENDPOINT, i + 1, doors[i], 1, COS_RIGHT_ALL);
    }
    __atomic_store_n(&open, true, __ATOMIC_RELEASE);
    while (!(events & COS_EVENT_POWER))
        cos_wait(COS_SLOT_ENDPOINT, COS_FOREVER, &events);
    return 0;
}
