/* SPDX-License-Identifier: BSD-2-Clause */
/* Comes to a full hall, and to a supervisor with many threads inside. Ids follow the order of the
 * manifest: the hall, two victims, the crowd, this component. */
#include <evm/image.h>

#include "check.h"
#include "hall.h"
#include "life.h"

#define PATIENCE_US 20000000
#define LOAD_US     200000 /* time for each of the crowd to get the CPU, and to lose it again */
#define QUESTIONS   50

enum { HALL = EVM_NATIVE, PREY, VICTIM, CROWD };

static int64_t hall(enum hall_method method)
{
    return cos_call(COS_SLOT_CALL, method, 0, 0, 0).value;
}

static int64_t supervisor(enum supervisor_method method, uint64_t id)
{
    return cos_call(COS_SLOT_SUPERVISOR, method, id, 0, 0).value;
}

static int64_t await_inside(int64_t wanted)
{
    uint64_t deadline = cos_tsc() + cos_ticks(PATIENCE_US);

    while (hall(HALL_INSIDE) != wanted && cos_tsc() < deadline)
        cos_sleep(1000);
    return hall(HALL_INSIDE);
}

static void check_hall(int64_t crowd)
{
    check_result(await_inside(crowd), crowd, "all who may call are inside, and one more gets in");
    check_result(hall(HALL_OPEN), 0, "which lets them out");
    check_result(await_inside(0), 0, "they leave");
    cos_sleep(LOAD_US);
}

static void check_supervisor(int64_t crowd)
{
    unsigned wrong = 0;

    for (unsigned i = 0; i < QUESTIONS; i++) {
        cos_sleep(1000);
        wrong += state(CROWD + i % (uint64_t)crowd) != SUPERVISOR_RUNNING;
    }
    check_result(wrong, 0, "the supervisor knows which components run, however many ask");
    check_result(supervisor(SUPERVISOR_KILL, PREY), 0, "it finds the one to kill");
    check_result(await_end(PREY, PATIENCE_US), SUPERVISOR_CRASHED, "and kills it");
    check_result(supervisor(SUPERVISOR_KILL, PREY), -COS_ENOENT, "once");
    while (booter(BOOTER_CREATE, VICTIM) == -COS_EBUSY)
        cos_sleep(1000);
    check_result(await_end(VICTIM, PATIENCE_US), SUPERVISOR_CRASHED, "it notices a crash");
    check_result(supervisor(SUPERVISOR_SHUTDOWN, 0), 0, "it ends the system when asked to");
}

int main(const struct cos_start *start)
{
    int64_t crowd = start->id - CROWD;
    uint64_t events = 0;

    check_hall(crowd);
    check_supervisor(crowd);
    while (!(events & COS_EVENT_POWER))
        cos_wait(COS_SLOT_ENDPOINT, COS_FOREVER, &events);
    return check_done();
}
