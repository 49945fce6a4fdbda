/* SPDX-License-Identifier: BSD-2-Clause */
/* A strict component calls another that is absent: this is no fault, neither before the other's
 * first life nor between two lives. */
#include "check.h"
#include "life.h"

#define PATIENCE_US 1000000

static int64_t call(void)
{
    return cos_call(COS_SLOT_CALL, 0, 0, 0, 0).value;
}

int main(const struct cos_start *start)
{
    uint64_t counter = start->id + 1;

    check_result(call(), -COS_EDENIED, "a call to an absent component is denied without a fault");
    for (unsigned life = 1; life <= 2; life++) {
        check_result(booter(BOOTER_CREATE, counter), 0, "life %u", life);
        check(call() == 1 && call() == 2, "answers");
        check_result(end_life(counter, PATIENCE_US), 0, "and ends");
        check_result(call(), -COS_EDENIED, "and denies calls again");
    }
    return check_done();
}
