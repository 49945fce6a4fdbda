/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Frames that wait for one receiver, in the order in which they came, in memory of a fixed size: a
 * ring of bytes, so that many small ones find room where few large ones do. No system calls.
 */
#ifndef NETSWITCH_QUEUE_H
#define NETSWITCH_QUEUE_H

#include <cos/string.h>
#include <stdbool.h>
#include <stdint.h>

#define QUEUE_ALIGN 8 /* of its memory, and of each frame's place there */

struct queue { /* private, but for `frames` */
    uint8_t *memory;
    uint32_t size, first, end; /* bytes; where the first frame is, where the next one goes */
    uint32_t frames;
};

/* Makes it empty. memory: aligned to QUEUE_ALIGN; bytes: a multiple of it, may be 0. */
void queue_init(struct queue *queue, void *memory, uint32_t bytes);

/* Copies a frame of `bytes`, at least 1, whose first head_bytes are at `head`; it does not wait
 * there before queue_keep(). False: there is no room. O(bytes) */
bool queue_put(struct queue *queue, const uint8_t *head, uint32_t head_bytes, const uint8_t *frame,
               uint32_t bytes);

/* The frame copied last waits now. Once for each. */
void queue_keep(struct queue *queue);

/* The frame that has waited for longest; there has to be one. */
const uint8_t *queue_first(const struct queue *queue, uint32_t *bytes);

/* Takes that one out. */
void queue_drop(struct queue *queue);

/* Makes a frame of its head and of what is behind that where the frame was. */
static inline void queue_copy(uint8_t *to, const uint8_t *head, uint32_t head_bytes,
                              const uint8_t *frame, uint32_t bytes)
{
    memcpy(to, head, head_bytes);
    if (bytes > head_bytes)
        memcpy(to + head_bytes, frame + head_bytes, bytes - head_bytes);
}

#endif
