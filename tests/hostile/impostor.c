/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * In place of a disk's driver (if its name ends so: disk) or of a switch: lies to its user, which
 * begins anew whenever it has had enough, and is honest at last.
 */
#include <cos/print.h>
#include <cos/runtime.h>
#include <cos/string.h>
#include <cos/syscall.h>

#include "lies.h"

#define SEED     7
#define PAUSE_US 50 /* for the user, which is less urgent */

static bool ends_with_disk(const char *name)
{
    size_t length = strlen(name);

    return length >= 4 && strcmp(name + length - 4, "disk") == 0;
}

static uint64_t wait(uint64_t us)
{
    uint64_t events = 0;

    cos_wait(COS_SLOT_ENDPOINT, cos_tsc() + cos_ticks(us), &events);
    return events;
}

int main(const struct cos_start *start)
{
    uint64_t events = 0, sessions = 0;
    bool up = false;

    is_disk = ends_with_disk(start->name);
    lies_begin(start, SEED);
    lies_open();
    while (!(events & COS_EVENT_POWER)) {
        int state = link_poll(&link);

        sessions += state == LINK_OK && !up;
        up = state == LINK_OK;
        if (state == LINK_BROKEN) { /* by its own lies */
            lies_open();
        } else if (up) {
            behave();
            link_flush(&link);
        }
        if (up && (served > 0 || !is_disk) && lies < LIES) {
            lie();
            is_honest = lies == LIES;
        }
        if (is_honest && lies++ == LIES) {
            cos_print("%u lies in %lu sessions, seed %u; honest from now on\n", LIES,
                      (unsigned long)sessions, SEED);
            lies_open();
        }
        events = wait(PAUSE_US);
    }
    return 0;
}
