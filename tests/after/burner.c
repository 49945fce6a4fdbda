/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * A component that uses CPU time. Arguments are words:
 *
 *     burn=MS      it computes until its thread has run for so long; default: without end
 *     status=N     and ends with that status; default: 0
 *     crash        and ends by a fault
 *     idle         it sleeps all the time
 *     denied       a case: the supervisor tells it nothing of others, and prints nothing for it
 */
#include <cos/abi.h>
#include <cos/runtime.h>
#include <cos/syscall.h>
#include <sched.h>
#include <supervisor.h>

#include "../components/check.h"
#include "../components/words.h"

#define MOST 1000000

static uint64_t burn = MOST, status;
static bool crash, idle, denied;

static bool read_word(struct text word)
{
    struct text value;

    crash = crash || text_is(word, "crash");
    idle = idle || text_is(word, "idle");
    denied = denied || text_is(word, "denied");
    return text_is(word, "crash") || text_is(word, "idle") || text_is(word, "denied") ||
           (text_starts(word, "burn=", &value) && text_number(value, 10, MOST, &burn)) ||
           (text_starts(word, "status=", &value) && text_number(value, 10, MOST, &status));
}

static uint64_t ran(void)
{
    return (uint64_t)cos_call(COS_SLOT_SCHED, SCHED_TIME, cos_self()->id, 0, 0).value;
}

/* For some microseconds: an emulator is slow in calls. */
static void compute(void)
{
    for (unsigned i = 0; i < 10000; i++)
        __asm__ volatile("");
}

static int64_t ask(uint64_t method)
{
    return cos_call(COS_SLOT_SUPERVISOR, method, cos_self()->id, SUPERVISOR_TIME, 0).value;
}

int main(const struct cos_start *start)
{
    uint64_t begin = ran();

    if (!words_read(start, read_word))
        return 1;
    if (denied) {
        check_result(ask(SUPERVISOR_USAGE), -COS_EDENIED, "may not ask for figures");
        check_result(ask(SUPERVISOR_SHOW), -COS_EDENIED, "may not ask for a table");
    }
    while (idle)
        cos_sleep(MOST);
    while (burn == MOST || ran() - begin < cos_ticks(burn * 1000))
        compute();
    if (crash)
        __builtin_trap();
    return (int)status;
}
