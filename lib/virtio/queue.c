/* SPDX-License-Identifier: BSD-2-Clause */
#include <virtio/queue.h>

void virtq_init(struct virtqueue *q, uint16_t index, uint16_t size, void *memory,
                volatile uint16_t *notify)
{
    uint8_t *bytes = memory;

    *q = (struct virtqueue){.descriptors = memory,
                            .available = (struct virtq_available *)(bytes + VIRTQ_AVAILABLE(size)),
                            .used = (const volatile struct virtq_used *)(bytes + VIRTQ_USED(size)),
                            .notify = notify,
                            .index = index,
                            .size = size,
                            .free_count = size};
    for (uint16_t i = 0; i < size; i++)
        q->own[i].next = (uint16_t)(i + 1);
}

bool virtq_add(struct virtqueue *q, const struct virtq_buffer *buffers, unsigned count,
               void *cookie)
{
    uint16_t head = q->free, at = head;
    uint32_t writable = 0;

    if (count == 0 || count > q->free_count)
        return false;
    for (unsigned i = 0; i < count; i++) {
        uint16_t flags = (uint16_t)((buffers[i].writable ? VIRTQ_WRITE : 0) |
                                    (i + 1 < count ? VIRTQ_NEXT : 0));

        at = i == 0 ? head : q->own[at].next;
        q->descriptors[at] = (struct virtq_descriptor){buffers[i].physical, buffers[i].bytes, flags,
                                                       q->own[at].next};
        q->own[at].chain = 0;
        writable += buffers[i].writable ? buffers[i].bytes : 0;
    }
    q->free = q->own[at].next;
    q->free_count = (uint16_t)(q->free_count - count);
    q->own[head].chain = (uint16_t)count;
    q->own[head].writable = writable;
    q->own[head].cookie = cookie;
    q->available->ring[q->added % q->size] = head;
    q->added++;
    __atomic_store_n(&q->available->index, q->added, __ATOMIC_RELEASE);
    return true;
}

void virtq_notify(struct virtqueue *q)
{
    __atomic_thread_fence(__ATOMIC_SEQ_CST); /* the device may be asking for notifications at the
                                              * same time */
    if (!(q->used->flags & VIRTQ_NO_NOTIFY))
        *q->notify = q->index;
}

void virtq_interrupts(struct virtqueue *q, bool wanted)
{
    __atomic_store_n(&q->available->flags, wanted ? 0 : VIRTQ_NO_INTERRUPT, __ATOMIC_RELAXED);
    __atomic_thread_fence(__ATOMIC_SEQ_CST); /* a later check sees all chains that the device used
                                              * without an interrupt */
}

static void free_chain(struct virtqueue *q, uint16_t head)
{
    uint16_t last = head;

    for (uint16_t i = 1; i < q->own[head].chain; i++)
        last = q->own[last].next;
    q->own[last].next = q->free;
    q->free = head;
    q->free_count = (uint16_t)(q->free_count + q->own[head].chain);
    q->own[head].chain = 0;
}

bool virtq_is_used(const struct virtqueue *q)
{
    return !q->broken && __atomic_load_n(&q->used->index, __ATOMIC_ACQUIRE) != q->seen;
}

bool virtq_take(struct virtqueue *q, void **cookie, uint32_t *bytes)
{
    uint16_t index = __atomic_load_n(&q->used->index, __ATOMIC_ACQUIRE);
    uint32_t id, written;

    if (q->broken || index == q->seen)
        return false;
    id = q->used->ring[q->seen % q->size].id;
    written = q->used->ring[q->seen % q->size].bytes;
    if ((uint16_t)(index - q->seen) > q->size || id >= q->size || q->own[id].chain == 0 ||
        written > q->own[id].writable) {
        q->broken = true;
        return false;
    }
    *cookie = q->own[id].cookie;
    *bytes = written;
    free_chain(q, (uint16_t)id);
    q->seen++;
    return true;
}
