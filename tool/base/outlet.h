/* SPDX-License-Identifier: BSD-2-Clause */
/* Buffers output to a file descriptor whose reader may be slow, or may have stopped: a full pipe,
 * a terminal after Ctrl-S. A thread of its own writes, so that no other thread waits. An outlet
 * lives until the process ends. */
#ifndef OUTLET_H
#define OUTLET_H

#include <stdbool.h>
#include <stddef.h>

struct outlet;

/* Opens an outlet. room: size of the buffer in bytes. Does not change the descriptor's flags, which
 * other processes may share. */
struct outlet *outlet_open(int fd, size_t room);
/* Takes all bytes, or none, and returns false, if there is too little room. Discards bytes once the
 * reader is gone. */
bool outlet_put(struct outlet *outlet, const char *bytes, size_t size);
size_t outlet_room(struct outlet *outlet);
/* Returns the number of bytes not written yet. */
size_t outlet_pending(struct outlet *outlet);
/* Returns the milliseconds for which the reader has taken none of the pending bytes; 0 if there are
 * none. */
unsigned outlet_idle(struct outlet *outlet);
/* Returns a descriptor to poll, which is readable when there is more room than before, until
 * outlet_room() is called. */
int outlet_event(const struct outlet *outlet);

#endif
