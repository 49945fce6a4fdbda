/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * A user of a disk or network that breaks the link and crashes, life after life, at moments when
 * the other side does not run until it has been told of the crash: so it may read what is wrong in
 * the link afterwards. Each next life must be served all the same. Argument: `disk`, `net` or
 * `hog`.
 */
#include <cos/string.h>

#include "../components/check.h"
#include "tally.h"
#include "user.h"

#define LIVES   40
#define STEP    100   /* ticks: how much later each life stops the other side in its work */
#define HOG_US  20000 /* shorter than the pause between lives */
#define IDLE_US 40000 /* the other side is idle then, and the next pause no longer */
#define HOG     (COS_SLOT_SIGNAL + 1) /* behind the link's other side */

static int hog(void)
{
    uint64_t events = 0, end;

    while (!(events & COS_EVENT_POWER)) {
        cos_wait(COS_SLOT_ENDPOINT, COS_FOREVER, &events);
        for (end = cos_tsc() + cos_ticks(HOG_US); events >> 32 != 0 && cos_tsc() < end;)
            ;
    }
    return 0;
}

/* The switch is more urgent than any VM, so it answers at once; until it has used its share of the
 * CPU. */
static bool tire(void)
{
    struct link_done done;

    while (user_asks()) {
        if (link_reap(&link.channels[0], &done) != LINK_OK)
            return true;
        link_give(&link.channels[0], done.buffer);
    }
    return false;
}

/* Lets a block service work on a request for a while; then a hog takes the CPU from it. */
static bool interrupt(uint64_t ticks)
{
    uint64_t events;

    if (!user_asks())
        return false;
    cos_timer(cos_tsc() + ticks);
    do {
        cos_wait(COS_SLOT_ENDPOINT, COS_FOREVER, &events);
    } while (!(events & COS_EVENT_TIMER));
    return cos_signal(HOG) == 0;
}

int main(const struct cos_start *start)
{
    const char *role = (const char *)start->blobs[0].address;
    struct cos_result life;

    if (strcmp(role, "hog") == 0)
        return hog();
    life = cos_call(COS_SLOT_CALL, TALLY_BEGIN, 0, 0, 0);
    is_user = true;
    is_disk = strcmp(role, "disk") == 0;
    lies_begin(start, 1);
    check(user_opens() && user_is_answered(), "life %ld is served", (long)life.value);
    if (life.value > LIVES)
        return check_done();
    cos_sleep(IDLE_US);
    check(is_disk ? interrupt((uint64_t)life.value * STEP) : tire(), "the other side is stopped");
    *link.channels[0].tail_out += 1u << 20;
    link.ring(link.bell);
    __builtin_trap();
}
