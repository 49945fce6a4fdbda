/* SPDX-License-Identifier: BSD-2-Clause */
/* What the two halves of the library know of each other. */
#ifndef LINK_INTERNAL_H
#define LINK_INTERNAL_H

#include <link/link.h>

#include "shared.h"

enum slot_state {
    SLOT_FREE,
    SLOT_TAKEN,      /* producer: the caller's, to fill or to read */
    SLOT_LENT,       /* producer: submitted, not completed; consumer: taken, not completed */
    SLOT_UNFINISHED, /* producer: lent to a side that is no more */
};

void channel_open(struct link_channel *channel);   /* all buffers are free */
void channel_begin(struct link_channel *channel);  /* at the start of a session */
void channel_forget(struct link_channel *channel); /* at its end */

/* What was read makes no sense: LINK_BROKEN, unless the other side has begun anew meanwhile. */
int link_violated(struct link *link);

/* Is it still the session it was? To be asked after reading, before believing. */
static inline bool link_still(const struct link *link)
{
    return shared_load(&link->theirs->hello) == link->expected;
}

#endif
