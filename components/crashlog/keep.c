/* SPDX-License-Identifier: BSD-2-Clause */
#include "keep.h"

static struct evm_crash_record record;

/* Writes the record that has been fetched, and as many behind it as one flush may serve. *order:
 * the order of that record; on return, the order of the last record that is safe. */
static bool keep_from(struct ring *ring, const struct keep_source *source, uint64_t *order)
{
    uint64_t next = *order, before = next - 1;
    bool good, more;

    do {
        good = ring_has(ring, &record) || ring_write(ring, &record);
        next += good;
        more = good && source->is_ending() && !ring_is_due(ring) && source->fetch(next, &record);
    } while (more);
    if (ring_flush(ring)) {
        *order = next - 1;
        return good;
    }
    *order = before;
    return false;
}

bool keep_all(struct ring *ring, const struct keep_source *source)
{
    uint64_t order = source->next_after(0);
    bool good = true;

    while (order != 0 && good) {
        if (source->fetch(order, &record))
            good = keep_from(ring, source, &order);
        order = source->next_after(order);
    }
    return good;
}
