/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Watches the fuzzer: creates it again and again with another seed, ends it where it hangs, and checks that nothing was
 * lost. The fuzzer's id follows this component's.
 */
#include <booter.h>
#include <cos/entry.h>
#include <cos/runtime.h>
#include <cos/syscall.h>
#include <supervisor.h>

#include "check.h"

#define RUNS 200

static uint64_t seed = 1;

COS_POOL(stacks, 1, 10);
COS_ENTRY(evm_gate_0, next_seed, stacks);

struct cos_result next_seed(uint64_t a0, uint64_t a1, uint64_t a2, uint64_t a3, uint64_t token, uint64_t thread)
{
    (void)a0, (void)a1, (void)a2, (void)a3, (void)token, (void)thread;
    return (struct cos_result){.value = seed};
}

static int64_t booter(unsigned method, uint64_t a1)
{
    return cos_call(COS_SLOT_BOOTER, method, a1, 0, 0).value;
}

static int64_t state(uint64_t id)
{
    return cos_call(COS_SLOT_SUPERVISOR, SUPERVISOR_STATUS, id, 0, 0).value & 0xff;
}

/* One life of the fuzzer; false: it could not be created or not be ended. */
static bool run(uint64_t fuzzer)
{
    uint64_t deadline = cos_tsc() + cos_ticks(50000), events;
    int64_t error = booter(BOOTER_CREATE, fuzzer);

    if (error < 0) {
        cos_print("# seed %llu: create %lld\n", (unsigned long long)seed, (long long)error);
        return false;
    }
    while (state(fuzzer) == SUPERVISOR_RUNNING && cos_tsc() < deadline)
        cos_wait(COS_SLOT_ENDPOINT, cos_tsc() + cos_ticks(1000), &events);
    for (unsigned tries = 0; tries < 100; tries++) {
        error = booter(BOOTER_DESTROY, fuzzer);
        if (error != -COS_EBUSY)
            break;
        cos_sleep(1000);
    }
    if (error == 0 || error == -COS_ENOENT)
        return true;
    cos_print("# seed %llu: destroy %lld\n", (unsigned long long)seed, (long long)error);
    return false;
}

int main(const struct cos_start *start)
{
    const uint64_t fuzzer = start->id + 1;
    unsigned done = 0;
    int64_t free_pages;

    free_pages = booter(BOOTER_FREE, 0);
    cos_print("# seeds %llu to %llu\n", (unsigned long long)seed, (unsigned long long)seed + RUNS - 1);
    for (; done < RUNS && run(fuzzer); done++)
        seed++;
    check_result(done, RUNS, "all lives of the fuzzer ended");
    check_result(booter(BOOTER_FREE, 0), free_pages, "no memory is lost");
    return check_done();
}
