/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Frames that wait for one receiver, in order of arrival, in memory of a fixed size. It is a ring
 * of bytes, so it holds few large or many small frames. No system calls.
 */
#ifndef NETSWITCH_QUEUE_H
#define NETSWITCH_QUEUE_H

#include <cos/string.h>
#include <stdbool.h>
#include <stdint.h>

#define QUEUE_ALIGN 8 /* alignment of the memory, and of each frame in it */

struct queue { /* private, but for `frames` */
    uint8_t *memory;
    uint32_t size, first, end; /* bytes; offsets of the first frame and of the next one's place */
    uint32_t frames;
};

/* Makes an empty queue. memory: aligned to QUEUE_ALIGN; bytes: a multiple of it, may be 0. */
void queue_init(struct queue *queue, void *memory, uint32_t bytes);

/* Copies a frame of `bytes`, at least 1, whose first head_bytes are at `head`, behind the last one.
 * queue_keep() then adds it to the queue. Returns false if there is no room. O(bytes) */
bool queue_put(struct queue *queue, const uint8_t *head, uint32_t head_bytes, const uint8_t *frame,
               uint32_t bytes);

/* Adds the frame copied last to the queue. Call it at most once for each queue_put(). */
void queue_keep(struct queue *queue);

/* Returns the first frame; there has to be one. */
const uint8_t *queue_first(const struct queue *queue, uint32_t *bytes);

/* Removes the first frame. */
void queue_drop(struct queue *queue);

/* Copies a frame to `to`: its head, and the part of `frame` behind the head. */
static inline void queue_copy(uint8_t *to, const uint8_t *head, uint32_t head_bytes,
                              const uint8_t *frame, uint32_t bytes)
{
    memcpy(to, head, head_bytes);
    if (bytes > head_bytes)
        memcpy(to + head_bytes, frame + head_bytes, bytes - head_bytes);
}

#endif
