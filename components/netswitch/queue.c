/* SPDX-License-Identifier: BSD-2-Clause */
/* A word with its length precedes each frame. No frame is split: if one does not fit at the end of
 * the memory, a word there says that it is at the beginning. */
#include "queue.h"

#define AT_START UINT32_MAX

void queue_init(struct queue *queue, void *memory, uint32_t bytes)
{
    *queue = (struct queue){.memory = memory, .size = bytes};
}

static uint32_t *word_at(const struct queue *queue, uint32_t place)
{
    return (uint32_t *)(void *)(queue->memory + place);
}

/* Returns the bytes that a frame and its word take. */
static uint32_t room_of(uint32_t bytes)
{
    return (QUEUE_ALIGN + bytes + QUEUE_ALIGN - 1) & ~(QUEUE_ALIGN - 1u);
}

static bool is_wrapped(const struct queue *queue)
{
    return queue->frames != 0 && queue->end <= queue->first;
}

/* Moves `end` to a place with that much room. Returns false if there is none. */
static bool find_place(struct queue *queue, uint32_t room)
{
    if (is_wrapped(queue))
        return room <= queue->first - queue->end;
    if (room <= queue->size - queue->end)
        return true;
    if (room > queue->first)
        return false;
    if (queue->end < queue->size)
        *word_at(queue, queue->end) = AT_START;
    queue->end = 0;
    return true;
}

bool queue_put(struct queue *queue, const uint8_t *head, uint32_t head_bytes, const uint8_t *frame,
               uint32_t bytes)
{
    if (!find_place(queue, room_of(bytes)))
        return false;
    *word_at(queue, queue->end) = bytes;
    queue_copy(queue->memory + queue->end + QUEUE_ALIGN, head, head_bytes, frame, bytes);
    return true;
}

void queue_keep(struct queue *queue)
{
    queue->end += room_of(*word_at(queue, queue->end));
    queue->frames++;
}

const uint8_t *queue_first(const struct queue *queue, uint32_t *bytes)
{
    *bytes = *word_at(queue, queue->first);
    return queue->memory + queue->first + QUEUE_ALIGN;
}

void queue_drop(struct queue *queue)
{
    queue->first += room_of(*word_at(queue, queue->first));
    if (--queue->frames == 0)
        queue->first = queue->end = 0;
    else if (queue->first == queue->size || *word_at(queue, queue->first) == AT_START)
        queue->first = 0;
}
