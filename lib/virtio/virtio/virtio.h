/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Virtio 1.x devices on PCI. A driver calls, in this order:
 *   virtio_open(), virtio_queue() for each queue, virtio_start(); then virtq_*() on the queues,
 *   at each event of the device. virtio_close() releases the device.
 */
#ifndef VIRTIO_H
#define VIRTIO_H

#include <pci/pci.h>
#include <virtio/queue.h>

/* Features of all devices; each device type has others. */
#define VIRTIO_F_VERSION_1       (1ull << 32)
#define VIRTIO_F_ACCESS_PLATFORM (1ull << 33) /* the device obeys the IOMMU */

struct virtio_common; /* the device's registers */

struct virtio_device {
    const struct cos_pci *pci;
    volatile struct virtio_common *common;
    volatile uint8_t *config; /* of the device type */
    uint32_t config_bytes;
    volatile uint8_t *notify;
    uint32_t notify_bytes, notify_step;
    uint64_t features;   /* negotiated */
    const char *problem; /* the reason, once a function here has failed */
};

/* The event of its interrupts, which all its queues share, at the component's endpoint 0. */
static inline uint64_t virtio_event(const struct virtio_device *device)
{
    return (uint64_t)COS_EVENT_IRQ << (device->pci->irq_slot - COS_SLOT_IRQ);
}

/* Resets the device and negotiates VERSION_1 and those of the features `wanted` that it offers.
 * pci: one of the component's devices. False: device->problem says why. */
bool virtio_open(struct virtio_device *device, const struct cos_pci *pci, uint64_t wanted);

/* Sets up a queue of at most VIRTQ_MOST descriptors, or `most` if that is less; a power of two. */
bool virtio_queue(struct virtio_device *device, struct virtqueue *queue, uint16_t index,
                  uint16_t most);

/* From now on the device works on its queues. */
bool virtio_start(struct virtio_device *device);

/* Copies a consistent part of the device's configuration, in accesses of `width` bytes (1, 2, 4 or
 * 8: the size of its fields). False: the device has no such part, or keeps changing it. */
bool virtio_config(struct virtio_device *device, unsigned offset, void *to, unsigned bytes,
                   unsigned width);

/* Resets the device, which then accesses no buffers. */
void virtio_close(struct virtio_device *device);

#endif
