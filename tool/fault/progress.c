/* SPDX-License-Identifier: BSD-2-Clause */
#include "progress.h"

#include "report.h"

void progress_begin(struct progress *progress, uint32_t listed, uint64_t now)
{
    *progress = (struct progress){.begun = now, .told = now, .listed = listed};
}

void progress_show(struct progress *progress, FILE *out, const struct campaign *campaign,
                   uint64_t now)
{
    uint64_t parts = (uint64_t)(campaign->count - progress->count) * PROGRESS_PARTS;

    if (campaign->count >= progress->listed || parts < progress->listed ||
        now - progress->told < PROGRESS_SECONDS)
        return;
    struct totals totals = report_totals(campaign, -1, -1);

    fprintf(out, "evm: %u of %u faults after %llu min: %u activated, %u escaped\n", campaign->count,
            progress->listed, (unsigned long long)((now - progress->begun) / 60), totals.activated,
            totals.escaped);
    fflush(out);
    progress->told = now;
    progress->count = campaign->count;
}
