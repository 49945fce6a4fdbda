/* SPDX-License-Identifier: BSD-2-Clause */
/* A driver that fills in its device's table of messages (MSI-X) what is not its own to send. */
#include <cos/runtime.h>
#include <cos/syscall.h>
#include <virtio/virtio.h>

#include "check.h"

#define TABLE     4 /* offset in the capability of where the table is */
#define TABLE_BAR 7u
#define BYTES     64
#define SOON_US   20000
#define NMI       0x400 /* as data: not a vector, but an interrupt that cannot be masked */
#define PLAIN     0xfee00000 /* for messages of the format that no IOMMU checks */
#define NEXT      5     /* shift, in addresses of messages, of the number that the IOMMU looks up */

struct vector {
    uint32_t address_low, address_high, data, masked;
};

static const struct cos_start *self;
static struct virtio_device device;
static struct virtqueue queue;
static struct pci_memory page;
static volatile struct vector *vector;

static uint64_t event_of(unsigned number)
{
    return (uint64_t)COS_EVENT_IRQ << (self->pci[number].irq_slot - COS_SLOT_IRQ);
}

/* The events that come when the device sends that message. */
static uint64_t send(uint64_t address, uint32_t data)
{
    uint64_t deadline = cos_tsc() + cos_ticks(SOON_US), events, seen = 0;
    struct virtq_buffer buffer = { page.physical, BYTES, true };
    uint32_t bytes = 0;
    void *cookie;

    vector->address_low = (uint32_t)address;
    vector->address_high = (uint32_t)(address >> 32);
    vector->data = data;
    virtq_add(&queue, &buffer, 1, NULL);
    virtq_notify(&queue);
    while (cos_wait(COS_SLOT_ENDPOINT, deadline, &events) == 0) {
        seen |= events;
    }
    check(virtq_take(&queue, &cookie, &bytes) && bytes == BYTES, "the device has done its work");
    return seen;
}

int main(const struct cos_start *start)
{
    const struct cos_pci *own = &start->pci[0], *other = &start->pci[1];
    uint32_t place = pci_config32(own, pci_capability(own, PCI_CAP_MSIX, 0) + TABLE);
    int failed;

    self = start;
    check(virtio_open(&device, own, 0) && virtio_queue(&device, &queue, 0, 1) && pci_pages(1, &page) &&
              virtio_start(&device) && pci_master(other, true) == 0, "a device");
    vector = pci_map(own, place & TABLE_BAR, place & ~TABLE_BAR, sizeof *vector);
    check_result((long long)send(own->message_address, own->message_data), (long long)event_of(0),
                 "its own message raises its line");
    check_result((long long)send(other->message_address, other->message_data), 0, "another device's raises none");
    check_result((long long)send(own->message_address + (2 << NEXT), own->message_data), 0, "nor does nobody's");
    check_result((long long)send(own->message_address + (1000 << NEXT), own->message_data), 0, "nor one beyond all");
    check_result((long long)send(PLAIN, NMI), 0, "nor does an interrupt that cannot be masked");
    check_result((long long)send(own->message_address, own->message_data), (long long)event_of(0),
                 "and its own still does");
    failed = check_done();
    send(0x100000, NMI); /* a write to the kernel, which is the driver's end */
    check(false, "the driver lives");
    return failed;
}
