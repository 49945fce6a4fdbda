/* SPDX-License-Identifier: BSD-2-Clause */
#include "live/live.h"
#include "live/show.h"

int live_ps(const struct live_options *options, bool json)
{
    struct target target;
    struct sample sample;
    enum outcome outcome = target_find(&target, options->target, false);

    if (!outcome)
        outcome = sample_take(&target, &sample);
    if (!outcome && json)
        sample_json(&target, &sample);
    else if (!outcome)
        sample_print(&sample, NULL);
    target_free(&target);
    return outcome;
}
