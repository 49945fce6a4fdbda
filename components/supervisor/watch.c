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

bool watch_judge(struct watch *watch, struct watch_run run, uint64_t now)
{
    bool on_time = now - watch->due < watch->part;

    watch->due = now + watch->part;
    if (watch->counted == 0) {
        watch->counted = 1;
        watch->ran = run.ran;
        return false;
    }
    if (watch->counted <= WATCH_PARTS / 2 && on_time)
        watch->counted++;
    return watch->counted > WATCH_PARTS / 2 && (!run.wants || run.ran - watch->ran >= run.least);
}
