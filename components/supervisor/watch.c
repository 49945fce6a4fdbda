/* SPDX-License-Identifier: BSD-2-Clause */
#include "watch.h"

bool watch_is_due(struct watch *watch, struct watch_seen seen, uint64_t tick_ms, uint64_t now)
{
    if (watch->since != seen.since || watch->limit_ms != seen.limit_ms) {
        *watch = (struct watch){.since = seen.since, .limit_ms = seen.limit_ms};
        watch->part = seen.limit_ms * tick_ms / WATCH_PARTS;
        watch->due = seen.since + WATCH_PARTS / 2 * watch->part;
    }
    return now >= watch->due;
}

/* Whether the part since the last look counts: this look is on time, and the component has run
 * enough for all parts that count. */
static bool counts(const struct watch *watch, struct watch_run run, uint64_t now)
{
    return now - watch->due < watch->part &&
           (!run.wants || run.ran - watch->ran >= run.least * watch->counted);
}

bool watch_judge(struct watch *watch, struct watch_run run, uint64_t now)
{
    if (watch->counted == 0) {
        watch->counted = 1;
        watch->ran = run.ran;
    } else if (counts(watch, run, now)) {
        watch->counted++;
    }
    watch->due = now + watch->part;
    return watch->counted > WATCH_PARTS / 2;
}
