/* SPDX-License-Identifier: BSD-2-Clause */
/* Prints a line now and then, until it is told to end. With the argument `punctual` it checks that
 * it was never late: no call of the console takes long, whether there is a console or not. */
#include "../components/check.h"

#include <cos/abi.h>
#include <cos/runtime.h>
#include <cos/syscall.h>

#define PERIOD_US 5000
#define LATE_US   2000 /* the supervisor starts the console again meanwhile */
#define EACH      4    /* periods for a line */

int main(const struct cos_start *start)
{
    uint64_t due = cos_tsc(), worst = 0, events = 0;

    for (unsigned i = 0; !(events & COS_EVENT_POWER); i++) {
        uint64_t late;

        due += cos_ticks(PERIOD_US);
        cos_wait(COS_SLOT_ENDPOINT, due, &events);
        late = cos_tsc() - due;
        worst = (int64_t)late > 0 && late > worst ? late : worst;
        if (i % EACH == 0)
            cos_print("tick %u, a line of a component that goes on whatever happens\n", i / EACH);
    }
    if (start->blob_count > 0) {
        check(worst < cos_ticks(LATE_US), "it was at most %lu us late",
              (unsigned long)(worst / cos_ticks(1)));
    }
    return check_done();
}
