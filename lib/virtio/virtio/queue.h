/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * A split virtqueue: chains of buffers go to the device and come back used. The rings are in memory
 * shared with the device; the driver's trusted state is in struct virtqueue. For one thread.
 */
#ifndef VIRTIO_QUEUE_H
#define VIRTIO_QUEUE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define VIRTQ_MOST 256 /* descriptors of a queue; a power of two */

/* The device's structures; little-endian. */
struct virtq_descriptor {
    uint64_t address;
    uint32_t bytes;
    uint16_t flags, next;
};
#define VIRTQ_NEXT  1
#define VIRTQ_WRITE 2

struct virtq_available {
    uint16_t flags, index, ring[];
};

struct virtq_used {
    uint16_t flags, index;
    struct {
        uint32_t id, bytes;
    } ring[];
};
#define VIRTQ_NO_NOTIFY    1 /* virtq_used.flags: the device needs no notification */
#define VIRTQ_NO_INTERRUPT 1 /* virtq_available.flags: the driver needs no interrupt */

/* Bytes of a queue's memory: descriptors, available ring, used ring. size: 1 .. VIRTQ_MOST. */
#define VIRTQ_AVAILABLE(size) (16u * (size))
#define VIRTQ_USED(size)      ((VIRTQ_AVAILABLE(size) + 4 + 2 * (size) + 3) / 4 * 4)
#define VIRTQ_BYTES(size)     (VIRTQ_USED(size) + 4 + 8 * (size))

struct virtqueue {
    struct virtq_descriptor *descriptors;
    struct virtq_available *available;
    const volatile struct virtq_used *used;
    volatile uint16_t *notify; /* the device's register for notifications */
    uint16_t index, size;
    uint16_t free, free_count; /* first free descriptor, and number of free ones */
    uint16_t added, seen;      /* chains added and taken so far */
    bool broken;               /* the device has broken a rule; virtq_take() returns no more */
    struct {
        uint16_t next;
        uint16_t chain;    /* in a chain's first descriptor: the chain's length; otherwise 0 */
        uint32_t writable; /* in that descriptor, too: bytes that the device may write */
        void *cookie;
    } own[VIRTQ_MOST];
};

/* A run of physical memory. */
struct virtq_buffer {
    uint64_t physical;
    uint32_t bytes;
    bool writable; /* by the device; such buffers come last */
};

/* memory: VIRTQ_BYTES(size) bytes, zeroed, aligned to 16. size: a power of two up to VIRTQ_MOST. */
void virtq_init(struct virtqueue *q, uint16_t index, uint16_t size, void *memory,
                volatile uint16_t *notify);

/* Gives the device a chain of 1 .. size buffers. cookie: returned with the chain. False: not enough
 * descriptors are free. The device may ignore the chain until virtq_notify(). */
bool virtq_add(struct virtqueue *q, const struct virtq_buffer *buffers, unsigned count,
               void *cookie);

/* Tells the device of added chains, if it asks for notifications. */
void virtq_notify(struct virtqueue *q);

/* Turns interrupts for used chains on or off. The device may notice late, so check once more after
 * turning them on. */
void virtq_interrupts(struct virtqueue *q, bool wanted);

/* Whether virtq_take() has a chain to examine. */
bool virtq_is_used(const struct virtqueue *q);

/* Takes a used chain. bytes: how many the device reports as written, never more than the chain's
 * room. False: no chain is used, or the queue is broken. */
bool virtq_take(struct virtqueue *q, void **cookie, uint32_t *bytes);

#endif
