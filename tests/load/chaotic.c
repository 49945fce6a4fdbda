/* SPDX-License-Identifier: BSD-2-Clause */
/* Calls the scheduler, the supervisor and the console at random, with arguments that are random or
 * at the end of a range; waits, lends its priority, computes; and crashes in the end. */
#include <console.h>
#include <cos/runtime.h>
#include <cos/syscall.h>
#include <sched.h>
#include <supervisor.h>

#define METHODS   (SUPERVISOR_RECORD + 2) /* one of no service is among them */
#define STEP_US   20
#define LIFE_LOG2 5 /* one action of so many is a crash */

static uint64_t state;

/* xorshift64* */
static uint64_t draw(void)
{
    state ^= state >> 12;
    state ^= state << 25;
    state ^= state >> 27;
    return state * 0x2545f4914f6cdd1d;
}

static uint64_t argument(void)
{
    static const uint64_t edges[] = {0, 1, 63, 64, 255, 256, SUPERVISOR_ALIVE_LEAST, COS_FOREVER};
    uint64_t drawn = draw();

    if (drawn % 4 == 0)
        return edges[drawn >> 8 & 7];
    return drawn % 4 == 1 ? drawn : drawn >> 8 & 127;
}

static void rest(uint64_t deadline)
{
    uint64_t events;

    cos_timer(cos_tsc() + cos_ticks(STEP_US));
    cos_wait(COS_SLOT_ENDPOINT, deadline, &events);
}

static void compute(void)
{
    for (uint64_t until = cos_tsc() + cos_ticks(draw() % STEP_US); cos_tsc() < until;) {
    }
}

static void call(uint64_t slot)
{
    cos_call(slot, draw() % METHODS, argument(), argument(), argument());
}

static void act(void)
{
    switch (draw() % 8) {
    case 0:
        rest(cos_tsc() + cos_ticks(draw() % STEP_US));
        break;
    case 1:
        rest(SCHED_INHERIT(argument() % SCHED_THREADS));
        break;
    case 2:
        compute();
        break;
    case 3:
        call(COS_SLOT_CONSOLE);
        break;
    case 4:
        cos_call(COS_SLOT_CONSOLE, CONSOLE_METHOD(CONSOLE_WRITE, draw() % 32), draw(), draw(),
                 draw());
        break;
    case 5:
        call(COS_SLOT_SCHED);
        break;
    default:
        call(COS_SLOT_SUPERVISOR);
    }
}

int main(const struct cos_start *start)
{
    state = cos_tsc() * (start->id + 1) | 1;
    while (draw() >> (64 - LIFE_LOG2) != 0)
        act();
    *(volatile uint64_t *)0x123456789000 = 1;
    return 0;
}
