/* SPDX-License-Identifier: BSD-2-Clause */
/* Text on its way to a file descriptor whose reader may be slow, or may have stopped: a full pipe,
 * a terminal after Ctrl-S. A thread of its own writes, so that no other one waits for it. An outlet
 * stays until the process ends. */
#ifndef OUTLET_H
#define OUTLET_H

#include <stdbool.h>
#include <stddef.h>

struct outlet;

/* `room`: bytes that can wait. The descriptor's flags stay as they are: others may share them. */
struct outlet *outlet_open(int fd, size_t room);
/* Takes all of it, or, if there is too little room, nothing: false. What has no reader any more
 * is taken, too. */
bool outlet_put(struct outlet *outlet, const char *bytes, size_t size);
size_t outlet_room(struct outlet *outlet);
/* Bytes that have not been written yet. */
size_t outlet_pending(struct outlet *outlet);
/* Milliseconds for which the reader has taken nothing of what is there; 0: there is nothing. */
unsigned outlet_idle(struct outlet *outlet);
/* A descriptor to poll: it can be read when there is more room than before. outlet_room() clears
 * that. */
int outlet_event(const struct outlet *outlet);

#endif
