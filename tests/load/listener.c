/* SPDX-License-Identifier: BSD-2-Clause */
/* Is woken by the component behind its link (teller.c). How late does it run? */
#include <cos/runtime.h>
#include <cos/syscall.h>
#include <supervisor.h>

#include "../components/check.h"

#define TIMES    1000
#define MOST_US  150 /* the other one's budget, and a little */
#define USUAL_US 20  /* but for one time in fifty */

int main(const struct cos_start *start)
{
    const uint64_t *told = (const uint64_t *)start->links[0].address;
    uint64_t longest = 0, wait, events;
    unsigned late = 0;

    for (unsigned i = 0; i < TIMES; i++) {
        cos_wait(COS_SLOT_ENDPOINT, COS_FOREVER, &events);
        wait = cos_tsc() - __atomic_load_n(told, __ATOMIC_ACQUIRE);
        late += wait > cos_ticks(USUAL_US);
        longest = wait > longest ? wait : longest;
    }
    check(longest <= cos_ticks(MOST_US), "it is %lu instructions late at most, of %lu",
          (unsigned long)longest, (unsigned long)cos_ticks(MOST_US));
    check(late <= TIMES / 50, "%u of %u times more than %u us", late, TIMES, USUAL_US);
    cos_call(COS_SLOT_SUPERVISOR, SUPERVISOR_POWEROFF, (uint64_t)check_done(), 0, 0);
    return 1;
}
