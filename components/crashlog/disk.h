/* SPDX-License-Identifier: BSD-2-Clause */
/* The disk behind the component's link: one request at a time. For the first thread. */
#ifndef CRASHLOG_DISK_H
#define CRASHLOG_DISK_H

#include "ring.h"

#include <cos/start.h>

/* Opens the link and asks what the disk is. Returns NULL, or what is wrong. */
const char *disk_open(struct ring_disk *disk, const struct cos_start *start);

/* Waits for events, and answers the supervisor's questions. Returns those since the last call,
 * also those that came while a request was waited for. */
uint64_t disk_wait(void);

#endif
