/* SPDX-License-Identifier: BSD-2-Clause */
/* Says in a log how far a campaign is. */
#ifndef FAULT_PROGRESS_H
#define FAULT_PROGRESS_H

#include <stdio.h>

#include "campaign.h"

#define PROGRESS_SECONDS 60 /* least time between two lines */
#define PROGRESS_PARTS   10 /* of the list of faults, between two lines */

struct progress {
    uint64_t begun, told;   /* seconds by the monotonic clock: the beginning, the last line */
    uint32_t count, listed; /* faults at the last line, in the list */
};

void progress_begin(struct progress *progress, uint32_t listed, uint64_t now);
/* Prints a line if both the time and the part of the list have passed since the last one. */
void progress_show(struct progress *progress, FILE *out, const struct campaign *campaign,
                   uint64_t now);

#endif
