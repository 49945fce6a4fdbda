/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Watches the fuzzer: creates it again and again with another seed, ends it where it hangs, and checks that nothing was
 * lost. The fuzzer's id follows this component's.
 */
#include <cos/entry.h>

#include "check.h"
#include "life.h"

#define RUNS    200
#define LIFE_US 50000
#define END_US  100000

static uint64_t seed = 1;

COS_ENTRY(evm_gate_0, next_seed);

struct cos_result next_seed(uint64_t a0, uint64_t a1, uint64_t a2, uint64_t a3, uint64_t token, uint64_t thread)
{
    (void)a0, (void)a1, (void)a2, (void)a3, (void)token, (void)thread;
    return (struct cos_result){.value = seed};
}

/* One life of the fuzzer; false: it could not be created or not be ended. */
static bool run(uint64_t fuzzer)
{
    int64_t error = booter(BOOTER_CREATE, fuzzer);

    if (error < 0) {
        cos_print("# seed %llu: create %lld\n", (unsigned long long)seed, (long long)error);
        return false;
    }
    await_end(fuzzer, LIFE_US);
    error = end_life(fuzzer, END_US);
    if (error == 0)
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
