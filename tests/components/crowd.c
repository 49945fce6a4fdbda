/* SPDX-License-Identifier: BSD-2-Clause */
/* One of many: waits in the hall until all are there, then asks the supervisor the same question
 * until it is told to end. All have the same priority, so the scheduler preempts most of them
 * inside the supervisor or the booter. */
#include <evm/image.h>

#include "check.h"
#include "hall.h"
#include "life.h"

#define LOOKS 64

int main(const struct cos_start *start)
{
    uint64_t events = 0, asked = 0, wrong = 0;
    int64_t inside;

    while ((inside = cos_call(COS_SLOT_CALL, HALL_ENTER, 0, 0, 0).value) == -COS_EAGAIN)
        cos_sleep(1000);
    check_result(inside, start->id, "it waits in the hall with the others");
    while (!(events & COS_EVENT_POWER)) {
        for (unsigned i = 0; i < LOOKS; i++, asked++)
            wrong += state(EVM_NATIVE) != SUPERVISOR_RUNNING;
        cos_wait(COS_SLOT_ENDPOINT, 0, &events);
    }
    check(asked > LOOKS, "it asks the supervisor all the time");
    check_result((int64_t)wrong, 0, "and each answer is true");
    return check_done();
}
