/* SPDX-License-Identifier: BSD-2-Clause */
/* A driver that fills its device's MSI-X table with messages that it may not send: messages of
 * other devices, and, in the format that no IOMMU checks, every vector in every delivery mode but
 * INIT, while the CPU is busy and while it is idle. The timer and its own messages go on. Argument:
 * how many rounds of these. */
#include <cos/runtime.h>
#include <cos/syscall.h>
#include <virtio/virtio.h>

#include "check.h"

#define TABLE     4 /* where the capability holds the table's place */
#define TABLE_BAR 7u
#define BYTES     64
#define SOON_US   20000
#define NMI       0x400      /* as data: not a vector, but an interrupt that the CPU cannot mask */
#define PLAIN     0xfee00000 /* for messages in the format that no IOMMU checks */
#define VECTORS   256
#define LEVEL     0xc000  /* as data: level-triggered, and asserted */
#define ALL_CPUS  0xff000 /* as address: every CPU, whatever its number */
#define PAUSE_US  200
#define LATE_US   2000000 /* a busy host may delay the device; a dead timer never fires */
#define STORM     3000    /* messages in a row */
#define NEXT      5       /* shift, in message addresses, of the number that the IOMMU looks up */

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

static void order(uint64_t address, uint32_t data)
{
    struct virtq_buffer buffer = {page.physical, BYTES, true};

    vector->address_low = (uint32_t)address;
    vector->address_high = (uint32_t)(address >> 32);
    vector->data = data;
    virtq_add(&queue, &buffer, 1, NULL);
    virtq_notify(&queue);
}

/* Returns whether the device has carried out the order. */
static bool done(void)
{
    uint32_t bytes = 0;
    void *cookie;

    return virtq_take(&queue, &cookie, &bytes) && bytes == BYTES;
}

/* Has the device send that message. Returns the events that come. */
static uint64_t send(uint64_t address, uint32_t data)
{
    uint64_t deadline = cos_tsc() + cos_ticks(SOON_US), events, seen = 0;

    order(address, data);
    while (cos_wait(COS_SLOT_ENDPOINT, deadline, &events) == 0)
        seen |= events;
    check(done(), "the device has done its work");
    return seen;
}

/* Sends it while this program computes, or while the machine is idle. Returns whether the device
 * did, and the clock goes on. */
static bool forge(uint64_t address, uint32_t data, bool busy)
{
    uint64_t begin = cos_tsc(), end = begin + cos_ticks(PAUSE_US), events;
    bool taken = false;

    order(address, data);
    while (busy && (cos_tsc() < end || !(taken = taken || done())))
        if (cos_tsc() > end + cos_ticks(LATE_US))
            return false;
    while (!busy && cos_wait(COS_SLOT_ENDPOINT, end, &events) == 0) {
    }
    while (!taken && !(taken = done())) {
        if (cos_tsc() > end + cos_ticks(LATE_US))
            return false;
        cos_sleep(PAUSE_US);
    }
    return cos_tsc() < end + cos_ticks(LATE_US);
}

static void forge_all(bool busy)
{
    static const struct {
        const char *name;
        uint32_t data;
    } ways[] = {
        {"fixed", 0}, {"lowest priority", 0x100}, {"SMI", 0x200},
        {"NMI", NMI}, {"by the 8259", 0x700},     {"level", LEVEL},
    };

    for (unsigned way = 0; way < sizeof ways / sizeof ways[0]; way++) {
        unsigned sent = 0;

        for (unsigned number = 0; number < VECTORS; number++)
            sent += forge(PLAIN | (number & 1 ? ALL_CPUS : 0), ways[way].data | number, busy);
        uint64_t events;

        cos_wait(COS_SLOT_ENDPOINT, 0, &events); /* messages for lines of its own */
        check_result(sent, VECTORS, "all vectors, %s, while the CPU is %s", ways[way].name,
                     busy ? "busy" : "idle");
        check_result((long long)send(self->pci[0].message_address, self->pci[0].message_data),
                     (long long)event_of(0), "and its own message still raises its line");
    }
}

/* Sends its own message far too often: the next one still gets through. */
static void storm(void)
{
    const struct cos_pci *own = &self->pci[0];
    uint64_t deadline, events, seen = 0;

    for (unsigned i = 0; i < STORM; i++) {
        order(own->message_address, own->message_data);
        deadline = cos_tsc() + cos_ticks(SOON_US);
        while (!done() && cos_tsc() < deadline) {
        }
        cos_wait(COS_SLOT_ENDPOINT, 0, &events);
    }
    cos_sleep(SOON_US);
    cos_wait(COS_SLOT_ENDPOINT, 0, &events);
    order(own->message_address, own->message_data);
    deadline = cos_tsc() + cos_ticks(SOON_US);
    while (cos_wait(COS_SLOT_ENDPOINT, deadline, &events) == 0)
        seen |= events;
    check(done() && seen == event_of(0),
          "after %u messages in a row the next one still raises the line", STORM);
}

static unsigned times(void)
{
    return self->blob_count ? (unsigned)(*(const char *)self->blobs[0].address - '0') : 0;
}

int main(const struct cos_start *start)
{
    const struct cos_pci *own = &start->pci[0], *other = &start->pci[1];
    uint32_t place = pci_config32(own, pci_capability(own, PCI_CAP_MSIX, 0) + TABLE);
    int failed;

    self = start;
    check(virtio_open(&device, own, 0) && virtio_queue(&device, &queue, 0, 1) &&
              pci_pages(1, &page) && virtio_start(&device) && pci_master(other, true) == 0,
          "a device");
    vector = pci_map(own, place & TABLE_BAR, place & ~TABLE_BAR, sizeof *vector);
    check_result((long long)send(own->message_address, own->message_data), (long long)event_of(0),
                 "its own message raises its line");
    check_result((long long)send(other->message_address, other->message_data), 0,
                 "another device's raises none");
    check_result((long long)send(own->message_address + (2 << NEXT), own->message_data), 0,
                 "nor does one that belongs to no device");
    check_result((long long)send(own->message_address + (1000 << NEXT), own->message_data), 0,
                 "nor one beyond the table");
    check_result((long long)send(PLAIN, NMI), 0, "nor does an interrupt that cannot be masked");
    check_result((long long)send(own->message_address, own->message_data), (long long)event_of(0),
                 "and its own still does");
    for (unsigned i = 0; i < times(); i++) {
        forge_all(true);
        forge_all(false);
    }
    storm();
    failed = check_done();
    send(0x100000, NMI); /* a write to the kernel, which ends the driver */
    check(false, "the driver lives");
    return failed;
}
