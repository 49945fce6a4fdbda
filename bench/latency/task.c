/* SPDX-License-Identifier: BSD-2-Clause */
/* A task that wants to run once in a millisecond: how late it does, in instructions. Begins when
 * the others have had time to begin. With an argument, the next component is no load: it runs when
 * no other one does. */
#include <cos/print.h>
#include <cos/runtime.h>
#include <cos/syscall.h>
#include <sched.h>
#include <supervisor.h>

#define PERIOD_US 1000
#define SAMPLES   1000
#define START_US  1000000

static uint64_t late[SAMPLES];

/* Returns the ticks that others have run. A life that has ended meanwhile does not count. */
static uint64_t others(void)
{
    uint64_t sum = 0, self = cos_self()->id, idle = cos_self()->blob_count > 0 ? self + 1 : self;

    for (uint64_t id = 0; id < SCHED_THREADS; id++) {
        int64_t ticks = cos_call(COS_SLOT_SCHED, SCHED_TIME, id, 0, 0).value;

        sum += id != self && id != idle && ticks > 0 ? (uint64_t)ticks : 0;
    }
    return sum;
}

static void sort(void)
{
    for (unsigned gap = SAMPLES / 2; gap > 0; gap /= 2)
        for (unsigned i = gap; i < SAMPLES; i++) {
            uint64_t sample = late[i];
            unsigned j = i;

            for (; j >= gap && late[j - gap] > sample; j -= gap)
                late[j] = late[j - gap];
            late[j] = sample;
        }
}

int main(const struct cos_start *start)
{
    uint64_t deadline = start->boot_tsc + cos_ticks(START_US), events, before = 0, after;

    for (unsigned i = 0; i < SAMPLES; i++) {
        deadline += cos_ticks(PERIOD_US);
        while (cos_wait(COS_SLOT_ENDPOINT, deadline, &events) == 0) {
        } /* the end of another component is an event, too */
        late[i] = cos_tsc() - deadline;
        before = i == 0 ? others() : before;
    }
    after = others();
    sort();
    cos_print("bench load %llu\n",
              (unsigned long long)(after > before
                                       ? (after - before) / cos_ticks(SAMPLES * PERIOD_US / 100)
                                       : 0));
    cos_print("bench max %llu\n", (unsigned long long)late[SAMPLES - 1]);
    cos_print("bench p999 %llu\n", (unsigned long long)late[SAMPLES - 1 - SAMPLES / 1000]);
    cos_call(COS_SLOT_SUPERVISOR, SUPERVISOR_POWEROFF, 0, 0, 0);
    return 0;
}
