/* SPDX-License-Identifier: BSD-2-Clause */
#include <cos/abi.h>
#include <cos/runtime.h>
#include <cos/string.h>
#include <cos/wait.h>
#include <virtio/virtio.h>

struct virtio_common {
    uint32_t device_feature_select, device_feature, driver_feature_select, driver_feature;
    uint16_t config_vector, queues;
    uint8_t status, generation;
    uint16_t queue_select, queue_size, queue_vector, queue_enable, queue_notify_offset;
    uint32_t queue_descriptors[2], queue_available[2], queue_used[2]; /* low half, high half */
};

#define STATUS_ACKNOWLEDGE 0x01
#define STATUS_DRIVER      0x02
#define STATUS_DRIVER_OK   0x04
#define STATUS_FEATURES_OK 0x08
#define STATUS_FAILED      0x80

/* Vendor capabilities: each gives the location of a structure. */
enum { CAP_TYPE = 3, CAP_BAR = 4, CAP_OFFSET = 8, CAP_BYTES = 12, CAP_NOTIFY_STEP = 16 };
enum { TYPE_COMMON = 1, TYPE_NOTIFY = 2, TYPE_DEVICE = 4 };

#define VECTOR      0 /* the only one used */
#define RESET_US    1000000
#define GENERATIONS 100 /* attempts to read a configuration that does not change meanwhile */

static bool fail(struct virtio_device *device, const char *problem)
{
    device->problem = problem;
    return false;
}

/* ---- The device's structures ---- */

static unsigned find(const struct cos_pci *pci, unsigned type)
{
    unsigned at = 0;

    while ((at = pci_capability(pci, PCI_CAP_VENDOR, at)) != 0 &&
           pci_config8(pci, at + CAP_TYPE) != type) {
    }
    return at;
}

/* Maps the structure of that type; NULL: the device has none. */
static volatile void *map(const struct cos_pci *pci, unsigned type, uint32_t *bytes)
{
    unsigned at = find(pci, type);

    *bytes = pci_config32(pci, at + CAP_BYTES);
    return at == 0 ? NULL
                   : pci_map(pci, pci_config8(pci, at + CAP_BAR),
                             pci_config32(pci, at + CAP_OFFSET), *bytes);
}

static bool map_all(struct virtio_device *device)
{
    uint32_t bytes;

    device->common = map(device->pci, TYPE_COMMON, &bytes);
    if (device->common == NULL || bytes < sizeof *device->common) {
        return fail(device,
                    "it has no registers of virtio 1.x; expected a device that is not legacy-only");
    }
    device->notify = map(device->pci, TYPE_NOTIFY, &device->notify_bytes);
    if (device->notify == NULL)
        return fail(device, "its notification registers cannot be mapped");
    device->notify_step = pci_config32(device->pci,
                                       find(device->pci, TYPE_NOTIFY) + CAP_NOTIFY_STEP);
    device->config = map(device->pci, TYPE_DEVICE, &device->config_bytes);
    return true;
}

/* ---- Status and features ---- */

static bool reset(struct virtio_device *device)
{
    uint64_t deadline = cos_tsc() + cos_ticks(RESET_US), us = 0;

    device->common->status = 0;
    while (device->common->status != 0) {
        if (cos_tsc() > deadline)
            return fail(device, "its reset does not end");
        cos_back_off(&us);
    }
    return true;
}

static uint64_t offered(struct virtio_device *device)
{
    uint64_t low;

    device->common->device_feature_select = 0;
    low = device->common->device_feature;
    device->common->device_feature_select = 1;
    return (uint64_t)device->common->device_feature << 32 | low;
}

static bool negotiate(struct virtio_device *device, uint64_t wanted)
{
    device->features = offered(device) & (wanted | VIRTIO_F_VERSION_1 | VIRTIO_F_ACCESS_PLATFORM);
    if (!(device->features & VIRTIO_F_VERSION_1))
        return fail(device, "it does not offer virtio 1.x");
    device->common->driver_feature_select = 0;
    device->common->driver_feature = (uint32_t)device->features;
    device->common->driver_feature_select = 1;
    device->common->driver_feature = (uint32_t)(device->features >> 32);
    device->common->status = STATUS_ACKNOWLEDGE | STATUS_DRIVER | STATUS_FEATURES_OK;
    if (!(device->common->status & STATUS_FEATURES_OK))
        return fail(device, "it refuses the features that it offers");
    return true;
}

bool virtio_open(struct virtio_device *device, const struct cos_pci *pci, uint64_t wanted)
{
    *device = (struct virtio_device){.pci = pci};
    if (!map_all(device) || !reset(device))
        return false;
    device->common->status = STATUS_ACKNOWLEDGE;
    device->common->status = STATUS_ACKNOWLEDGE | STATUS_DRIVER;
    if (!negotiate(device, wanted))
        return false;
    if (pci_msix(pci) != 0)
        return fail(device, "it offers no message-signalled interrupts (MSI-X)");
    device->common->config_vector = VECTOR;
    return pci_master(pci, true) == 0 || fail(device, "it may not access memory");
}

bool virtio_start(struct virtio_device *device)
{
    device->common->status = STATUS_ACKNOWLEDGE | STATUS_DRIVER | STATUS_FEATURES_OK |
                             STATUS_DRIVER_OK;
    return (device->common->status & STATUS_DRIVER_OK) || fail(device, "it does not start");
}

void virtio_close(struct virtio_device *device)
{
    reset(device);
    pci_master(device->pci, false);
}

/* ---- Queues ---- */

static void set_address(volatile uint32_t at[2], uint64_t physical)
{
    at[0] = (uint32_t)physical;
    at[1] = (uint32_t)(physical >> 32);
}

static uint16_t power_below(unsigned number)
{
    uint16_t power = 1;

    while (power * 2u <= number)
        power = (uint16_t)(power * 2);
    return power;
}

bool virtio_queue(struct virtio_device *device, struct virtqueue *queue, uint16_t index,
                  uint16_t most)
{
    volatile struct virtio_common *common = device->common;
    uint64_t notify;
    struct pci_memory memory;
    uint16_t size;

    common->queue_select = index;
    size = common->queue_size;
    if (index >= common->queues || size == 0)
        return fail(device, "it lacks a queue");
    size = power_below(size < most ? size : most);
    size = size < VIRTQ_MOST ? size : VIRTQ_MOST;
    notify = (uint64_t)common->queue_notify_offset * device->notify_step;
    if (notify + sizeof(uint16_t) > device->notify_bytes || notify % sizeof(uint16_t) != 0)
        return fail(device, "a notification register has an impossible address");
    if (!pci_pages((VIRTQ_BYTES(size) + COS_PAGE_SIZE - 1) / COS_PAGE_SIZE, &memory))
        return fail(device, "there is no memory for a queue; give the driver more (`memory:`)");
    virtq_init(queue, index, size, memory.address, (volatile uint16_t *)(device->notify + notify));
    common->queue_size = size;
    common->queue_vector = VECTOR;
    if (common->queue_vector != VECTOR)
        return fail(device, "it has no interrupt vector for a queue");
    set_address(common->queue_descriptors, memory.physical);
    set_address(common->queue_available, memory.physical + VIRTQ_AVAILABLE(size));
    set_address(common->queue_used, memory.physical + VIRTQ_USED(size));
    common->queue_enable = 1;
    return true;
}

/* ---- The device's configuration ---- */

static void read_field(volatile uint8_t *from, uint8_t *to, unsigned width)
{
    uint64_t value;

    switch (width) {
    case 1:
        value = *from;
        break;
    case 2:
        value = *(volatile uint16_t *)from;
        break;
    case 4:
        value = *(volatile uint32_t *)from;
        break;
    default: /* in halves: devices need not support wider accesses */
        value = *(volatile uint32_t *)from | (uint64_t)((volatile uint32_t *)from)[1] << 32;
    }
    memcpy(to, &value, width);
}

bool virtio_config(struct virtio_device *device, unsigned offset, void *to, unsigned bytes,
                   unsigned width)
{
    if (device->config == NULL || offset > device->config_bytes ||
        bytes > device->config_bytes - offset)
        return fail(device, "its configuration lacks a field");
    for (unsigned i = 0; i < GENERATIONS; i++) {
        uint8_t generation = device->common->generation;

        for (unsigned at = 0; at + width <= bytes; at += width)
            read_field(device->config + offset + at, (uint8_t *)to + at, width);
        if (device->common->generation == generation)
            return true;
    }
    return fail(device, "its configuration keeps changing");
}
