/* SPDX-License-Identifier: BSD-2-Clause */
/* Crash records as text. All of a record's own text is made harmless first. */
#ifndef CRASH_SHOW_H
#define CRASH_SHOW_H

#include "log.h"
#include "programs.h"

/* What the texts are of. */
struct crash_view {
    const char *disk, *manifest; /* paths; manifest may be NULL */
    struct crash_log log;
    struct programs programs; /* nothing, if the manifest's programs cannot be made now */
};

/* A line for each record. */
void show_records(struct crash_view *view);
/* All of record number `index` of the log. */
void show_record(struct crash_view *view, uint32_t index);

/* Returns the place of instruction `at` of the backtrace, 0 for the innermost. */
struct crash_place show_place(struct crash_view *view, const struct evm_crash_record *record,
                              uint32_t at);
/* Returns the path of the place's file, from eVM's folder on if it is in that. The place has a
 * file. The caller frees the path. */
char *show_path(const struct crash_place *place);
/* Returns true if the manifest makes another image now than the one that the record is of. */
bool show_is_other(const struct crash_view *view, const struct evm_crash_record *record);

#endif
