/* SPDX-License-Identifier: BSD-2-Clause */
/* The disk behind the component's link: one request at a time. For the first thread. */
#ifndef CRASHLOG_DISK_H
#define CRASHLOG_DISK_H

#include "ring.h"

#include <cos/start.h>

/* Opens the link and asks what the disk is. Returns NULL, or what is wrong. */
const char *disk_open(struct ring_disk *disk, const struct cos_start *start);

/* Waits for events, and answers the supervisor's questions. Returns at once if events came during
 * a request. */
void disk_wait(void);

/* Whether the supervisor has told the component to end. */
bool disk_is_ending(void);

#endif
