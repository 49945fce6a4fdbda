/* SPDX-License-Identifier: BSD-2-Clause */
/* Calls carriers.c, with pauses that let it come in anywhere. */
#include "carriers.h"

#include <cos/runtime.h>
#include <cos/syscall.h>

#include "check.h"
#include "random.h"

#define CALLS   1500
#define LATE_US 60000

static unsigned wrong, late, met;
static uint64_t counts;

static int64_t call(enum kind kind, uint64_t value)
{
    int64_t result;

    while ((result = cos_call(COS_SLOT_CALL, kind, value, 0, 0).value) == -COS_EAGAIN)
        cos_sleep(1000);
    return result;
}

static void call_once(uint64_t random)
{
    const uint64_t value = random >> 8 & 0x3ff, start = cos_tsc();
    const enum kind kind = random % 4;
    const int64_t result = call(kind, value);

    wrong += (kind == CALL_ADD || kind == CALL_SLEEP) && result != (int64_t)value + 1;
    wrong += kind == CALL_COUNT && result != 0;
    wrong += kind == CALL_SLEEP && cos_tsc() - start < cos_ticks(value);
    late += cos_tsc() - start > cos_ticks(LATE_US);
    counts += kind == CALL_COUNT;
    met += kind == CALL_MEET && result == 1;
}

int main(const struct cos_start *start)
{
    struct random seed = {start->id};
    uint64_t random;

    for (unsigned i = 0; i < CALLS; i++) {
        random = random_next(&seed);
        call_once(random);
        if (random & 0x10000)
            cos_sleep(random >> 20 & 0x3ff);
    }
    check(wrong == 0, "all %u calls came back right (%u did not)", CALLS, wrong);
    check(late == 0, "and in time (%u did not)", late);
    check(met > 0, "some met others (%u)", met);
    check_result(call(CALL_DONE, counts), 0, "the last call");
    return check_done();
}
