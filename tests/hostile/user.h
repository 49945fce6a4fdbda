/* SPDX-License-Identifier: BSD-2-Clause */
/* What a user of a disk or network does with the link of lies.h, as it should. */
#ifndef USER_H
#define USER_H

#include <block.h>
#include <cos/runtime.h>
#include <cos/syscall.h>
#include <ether.h>

#include "lies.h"

#define USER_OPEN_US 1000000
#define USER_COOKIE  7

/* Waits so long for the other side. True: the link can be used. */
static inline bool user_comes_up(uint64_t patience_us)
{
    uint64_t deadline = cos_tsc() + cos_ticks(patience_us), events;

    while (link_poll(&link) != LINK_OK && link.state != LINK_BROKEN && cos_tsc() < deadline)
        if (link_sleep(&link))
            cos_wait(COS_SLOT_ENDPOINT, deadline, &events);
    return link.state == LINK_OK;
}

/* Opens the link as users do: if it turns out to be broken, opens it again. */
static inline bool user_opens(void)
{
    uint64_t deadline = cos_tsc() + cos_ticks(USER_OPEN_US);

    do {
        lies_open();
    } while (!user_comes_up(USER_OPEN_US) && link.state == LINK_BROKEN && cos_tsc() < deadline);
    return link.state == LINK_OK;
}

/* Asks what the other side is. */
static inline bool user_asks(void)
{
    struct link_channel *channel = &link.channels[0];
    struct link_request request = {.kind = is_disk ? (uint32_t)BLOCK_INFO : (uint32_t)ETHER_INFO,
                                   .buffer = (uint32_t)link_take(channel)};

    if (link_submit(channel, &request, USER_COOKIE) != LINK_OK)
        return false;
    link_flush(&link);
    return true;
}

/* Whether the victim, which has been told nothing but lies before, answers a user in time: what it
 * has spent on the lies may keep it from that for a while (cos/pace.h). */
static inline bool user_is_answered(void)
{
    struct link_channel *channel = &link.channels[0];
    struct link_done done;
    uint64_t deadline = cos_tsc() + cos_ticks(USER_OPEN_US), events;

    if (!user_asks())
        return false;
    while (link_reap(channel, &done) != LINK_OK) {
        if (!user_comes_up(0) || cos_tsc() >= deadline)
            return false;
        if (link_sleep(&link))
            cos_wait(COS_SLOT_ENDPOINT, deadline, &events);
    }
    link_give(channel, done.buffer);
    return done.cookie == USER_COOKIE && done.status == 0;
}

#endif
