/* SPDX-License-Identifier: BSD-2-Clause */
/* Copies records from where they are made into the ring. Makes no system calls, as the ring does.
 */
#ifndef CRASHLOG_KEEP_H
#define CRASHLOG_KEEP_H

#include "ring.h"

/* Where records are made: the supervisor. Their orders are those of the run. */
struct keep_source {
    /* Fetches a record. Returns false if it is not there: not yet, or not any more. */
    bool (*fetch)(uint64_t order, struct evm_crash_record *record);
    /* Tells that the records up to this one are safe. Returns the oldest record that is not; 0:
     * there is none. */
    uint64_t (*next_after)(uint64_t order);
    /* Whether the system ends and time is short. One flush then serves many records. */
    bool (*is_ending)(void);
};

/* Copies all records that are there. Tells the source of a record only when the record is safe.
 * Returns false if the disk has failed: the next call is another attempt. */
bool keep_all(struct ring *ring, const struct keep_source *source);

#endif
