/* SPDX-License-Identifier: BSD-2-Clause */
/* Watches the fuzzer: creates it again and again with another seed, ends it where it hangs, and
 * checks that no life loses a page and that every operation within a component's reach has
 * succeeded. Arguments: the first seed, how many lives, how many calls in each. The fuzzer's id
 * follows this component's. */
#include <cos/entry.h>
#include <cos/string.h>

#include "argument.h"
#include "check.h"
#include "fuzz.h"
#include "life.h"

#define LIFE_US 500000
#define END_US  500000

/* Operations for schedulers only, or that need a thread which waits or which a scheduler
 * dispatches, or a device that sends messages. */
static const uint8_t unreachable[] = {COS_OP_DISPATCH,    COS_OP_IDLE,           COS_OP_THREAD_SET,
                                      COS_OP_THREAD_WAKE, COS_OP_DISPATCH_TIMER, COS_OP_IRQ_MSI};
#define REACHED (COS_OPS - sizeof unreachable)

static uint64_t seed, calls, done, good[COS_OPS]; /* of the current life; of all */

COS_ENTRY(evm_gate_0, next_seed);

struct cos_result next_seed(uint64_t a0, uint64_t a1, uint64_t a2, uint64_t a3, uint64_t token,
                            uint64_t thread)
{
    (void)a0, (void)a1, (void)a2, (void)a3, (void)token, (void)thread;
    return (struct cos_result){.value = (int64_t)seed, .extra = calls};
}

/* A wild life may have written anything there. */
static void add_counts(void)
{
    const volatile struct fuzz_counts *counts = (const volatile struct fuzz_counts *)FUZZ_LINK;
    uint64_t claimed = counts->done;

    done += claimed < calls ? claimed : calls;
    for (unsigned op = 0; op < COS_OPS && !fuzz_wild(seed); op++)
        good[op] += counts->good[op];
}

/* Runs one life of the fuzzer. Returns false if the booter cannot create or end it, or if pages are
 * lost. */
static bool run(uint64_t fuzzer)
{
    int64_t before = booter(BOOTER_FREE, 0), error = booter(BOOTER_CREATE, fuzzer), after;

    if (error == 0) {
        await_end(fuzzer, LIFE_US);
        error = end_life(fuzzer, END_US);
        add_counts();
    }
    after = booter(BOOTER_FREE, 0);
    if (error == 0 && after == before)
        return true;
    cos_print("# seed %llu: error %lld, %lld pages before, %lld after\n", (unsigned long long)seed,
              (long long)error, (long long)before, (long long)after);
    return false;
}

static bool listed(unsigned op)
{
    bool found = false;

    for (unsigned i = 0; i < sizeof unreachable; i++)
        found |= unreachable[i] == op;
    return found;
}

static void check_reach(void)
{
    unsigned reached = 0;

    for (unsigned op = 0; op < COS_OPS; op++) {
        bool may = !listed(op);

        reached += good[op] != 0;
        if (may != (good[op] != 0))
            cos_print("# operation %u succeeded %llu times\n", op, (unsigned long long)good[op]);
    }
    check_result(reached, REACHED, "%u operations succeeded", (unsigned)REACHED);
}

int main(const struct cos_start *start)
{
    const uint64_t fuzzer = start->id + 1, first = argument(0), lives = argument(1);

    calls = argument(2);
    cos_print("# seeds %llu to %llu\n", (unsigned long long)first,
              (unsigned long long)(first + lives - 1));
    for (seed = first; seed < first + lives && run(fuzzer); seed++) {
    }
    check_result((long long)(seed - first), (long long)lives,
                 "all lives of the fuzzer ended, and no page was lost in any");
    cos_print("# %llu calls\n", (unsigned long long)done);
    check(done > lives * calls / 2, "more than half of the calls were made");
    check_reach();
    return check_done();
}
