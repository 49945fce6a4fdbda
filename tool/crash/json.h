/* SPDX-License-Identifier: BSD-2-Clause */
/* Crash records as JSON: all fields. Numbers that are no amounts are strings, in hexadecimal. */
#ifndef CRASH_JSON_H
#define CRASH_JSON_H

#include "show.h"

/* The disk, and all records. */
void json_records(struct crash_view *view);
/* Record number `index` of the log. */
void json_record(struct crash_view *view, uint32_t index);

#endif
