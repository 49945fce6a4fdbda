/* SPDX-License-Identifier: BSD-2-Clause */
/* Shared by link.c and channel.c. */
#ifndef LINK_INTERNAL_H
#define LINK_INTERNAL_H

#include <link/link.h>

#include "shared.h"

enum slot_state {
    SLOT_FREE,
    SLOT_TAKEN,      /* producer: for the caller to fill or read */
    SLOT_LENT,       /* producer: submitted, not completed; consumer: taken, not completed */
    SLOT_UNFINISHED, /* producer: lent in an earlier session */
};

void channel_open(struct link_channel *channel);   /* all buffers are free */
void channel_begin(struct link_channel *channel);  /* at the start of a session */
void channel_forget(struct link_channel *channel); /* at its end */

/* For invalid data from the link: LINK_BROKEN, or LINK_DOWN if the other side has restarted. */
int link_violated(struct link *link);

/* Whether the session still lasts. Callers check it after a read, before they use the data. */
static inline bool link_still(const struct link *link)
{
    return shared_load(&link->theirs->hello) == link->expected;
}

#endif
