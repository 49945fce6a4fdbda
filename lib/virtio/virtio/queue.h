/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * A split virtqueue: chains of buffers go to the device, and come back used. The rings are in
 * memory shared with the device; what the driver relies on is in struct virtqueue. For one thread.
 */
#ifndef VIRTIO_QUEUE_H
#define VIRTIO_QUEUE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define VIRTQ_MOST 256 /* descriptors of a queue; a power of two */

/* As the device sees them; little-endian. */
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
#define VIRTQ_NO_NOTIFY    1 /* virtq_used.flags: the device need not be told */
#define VIRTQ_NO_INTERRUPT 1 /* virtq_available.flags: nor the driver */

/* Bytes of a queue's memory: descriptors, available ring, used ring. size: 1 .. VIRTQ_MOST. */
#define VIRTQ_AVAILABLE(size) (16u * (size))
#define VIRTQ_USED(size)      ((VIRTQ_AVAILABLE(size) + 4 + 2 * (size) + 3) / 4 * 4)
#define VIRTQ_BYTES(size)     (VIRTQ_USED(size) + 4 + 8 * (size))

struct virtqueue {
    struct virtq_descriptor *descriptors;
    struct virtq_available *available;
    const volatile struct virtq_used *used;
    volatile uint16_t *notify; /* the device's register for it */
    uint16_t index, size;
    uint16_t free, free_count; /* first free descriptor, and how many there are */
    uint16_t added, seen;      /* chains ever put in, and taken out */
    bool broken;               /* the device has broken a rule; nothing comes out any more */
    struct {
        uint16_t next;
        uint16_t chain;    /* of the first descriptor of a chain: its descriptors; else 0 */
        uint32_t writable; /* of that: bytes that the device may write */
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

/* Gives the device a chain of 1 .. size buffers. cookie: comes back with it. False: not enough
 * descriptors are free. The device need not look before virtq_notify(). */
bool virtq_add(struct virtqueue *q, const struct virtq_buffer *buffers, unsigned count,
               void *cookie);

/* Tells the device that something was added, if it wants to know. */
void virtq_notify(struct virtqueue *q);

/* Whether the device is to interrupt for chains that it has used; it may be late to hear of it, so
 * look once more after asking for interrupts. */
void virtq_interrupts(struct virtqueue *q, bool wanted);

/* Whether virtq_take() would look at something. */
bool virtq_is_used(const struct virtqueue *q);

/* Takes a used chain. bytes: how many the device says it has written, never more than the chain has
 * room for. False: there is none, or the queue is broken. */
bool virtq_take(struct virtqueue *q, void **cookie, uint32_t *bytes);

#endif
