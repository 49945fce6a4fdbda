/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * One of several components that want the CPU, or loans.c. args: `low`: calls all the time;
 * `between`: computes for long, and pauses shortly; `urgent`: calls now and then, and measures how
 * long that takes.
 */
#include "loans.h"

#include <cos/runtime.h>
#include <cos/syscall.h>
#include <supervisor.h>

#include "check.h"
#include "random.h"
#include "words.h"

#define CALLS    300
#define BURST_US 30000
#define PAUSE_US 1500
#define LATE_US  (4 * WORK_US) /* what is under way, of two callers, and switches */

static int64_t call(enum kind kind, uint64_t us)
{
    int64_t result;

    while ((result = cos_call(COS_SLOT_CALL, kind, us, 0, 0).value) == -COS_EAGAIN)
        cos_sleep(1000);
    return result;
}

static void spin(uint64_t us)
{
    const uint64_t end = cos_tsc() + cos_ticks(us);

    while (cos_tsc() < end) {
    }
}

static void compete(void)
{
    struct random seed = {cos_self()->id};

    for (;;) {
        const uint64_t random = random_next(&seed);

        call(random & 1 ? CALL_WORK : CALL_SLEEP, random >> 8 & 1 ? WORK_US : WORK_US / 8);
    }
}

static void compute(void)
{
    for (;;) {
        spin(BURST_US);
        cos_sleep(PAUSE_US);
    }
}

/* How much later than a request of so long it came back, in microseconds. */
static uint64_t lateness(enum kind kind, uint64_t us)
{
    const uint64_t start = cos_tsc();

    if (call(kind, us) != 0)
        return BURST_US;
    return (cos_tsc() - start) / cos_ticks(1) - us;
}

static void measure(enum kind kind, const char *what)
{
    struct random seed = {cos_self()->id};
    uint64_t worst = 0, late;
    unsigned waited = 0;

    for (unsigned i = 0; i < CALLS; i++) {
        cos_sleep(500 + random_next(&seed) % 4000);
        late = lateness(kind, WORK_US / 4);
        waited += late > WORK_US / 8;
        worst = late > worst ? late : worst;
    }
    check(waited >= 3, "%s: others were in the server before it (%u of %u times)", what, waited,
          CALLS);
    check(worst <= LATE_US, "%s: no thread in between keeps it waiting (%llu us at worst)", what,
          (unsigned long long)worst);
}

static bool play(struct text role)
{
    if (text_is(role, "low"))
        compete();
    else if (text_is(role, "between"))
        compute();
    return false;
}

int main(const struct cos_start *start)
{
    cos_sleep(20000);
    if (!words_read(start, play))
        return 1;
    measure(CALL_WORK, "work");
    measure(CALL_SLEEP, "a wait");
    cos_call(COS_SLOT_SUPERVISOR, SUPERVISOR_POWEROFF, check_done(), 0, 0);
    return 1;
}
