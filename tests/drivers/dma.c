/* SPDX-License-Identifier: BSD-2-Clause */
/* A driver that has its device access any address that the judge names. The device is QEMU's `edu`:
 * it copies up to a page between memory and itself, a tenth of a second after the order. */
#include "dma.h"

#include <cos/runtime.h>
#include <cos/string.h>
#include <cos/syscall.h>
#include <device_work.h>
#include <devices.h>
#include <pci/pci.h>
#include <supervisor.h>

#include "check.h"

enum { FROM = 0x80, TO = 0x88, BYTES = 0x90, COMMAND = 0x98, MEMORY = 0x40000 }; /* of the device */

#define START         1
#define OUTWARDS      2 /* from the device */
#define MARK          EDGE_MARK
#define PAGES         4 /* of the driver's; the first two are also the device's */
#define POLL_US       1000
#define MANY          12
#define OTHERS        3 /* messages that belong to no component */
#define MESSAGE_SHIFT 5 /* in message addresses, of the number that the IOMMU looks up */
#define LOOK_US       300000
#define SLOT_OBJECT   COS_SLOT_SOCKETS /* empty */

static const struct cos_start *self;
static struct order *order;
static volatile uint8_t *edu;
static uint8_t *pages;
static uint64_t physical; /* of them */

static void start_copy(uint64_t from, uint64_t to, uint64_t bytes, uint64_t command)
{
    *(volatile uint64_t *)(edu + FROM) = from;
    *(volatile uint64_t *)(edu + TO) = to;
    *(volatile uint64_t *)(edu + BYTES) = bytes;
    *(volatile uint64_t *)(edu + COMMAND) = START | command;
}

static void copy(uint64_t from, uint64_t to, uint64_t bytes, uint64_t command)
{
    start_copy(from, to, bytes, command);
    while (*(volatile uint64_t *)(edu + COMMAND) & START)
        cos_sleep(POLL_US);
}

static void read_into_device(uint64_t address, uint64_t bytes)
{
    copy(address, MEMORY, bytes, 0);
}

static void write_from_device(uint64_t address, uint64_t bytes)
{
    copy(MEMORY, address, bytes, OUTWARDS);
}

/* Fills the device's memory with a byte. */
static void fill_device(uint8_t byte)
{
    memset(pages, byte, COPY_MOST);
    read_into_device(physical, COPY_MOST);
}

static unsigned count(const uint8_t *memory, unsigned bytes, uint8_t byte)
{
    unsigned found = 0;

    for (unsigned i = 0; i < bytes; i++)
        found += ((const volatile uint8_t *)memory)[i] == byte;
    return found;
}

/* The pages of its region: data, memory, and its own stack, but none of its callers'. */
static uint64_t own_pages(void)
{
    return self->rw_pages + self->ram_pages + self->stack_pages;
}

static uint64_t target(void)
{
    uint64_t used = (uint64_t)pages - self->rw_start, all = own_pages() * COS_PAGE_SIZE;
    uint64_t end = physical - used + all;

    return order->offset + (order->address == OWN_PAGE  ? physical
                            : order->address == OWN_END ? end
                                                        : order->address);
}

static int64_t ask(uint64_t method, uint64_t a1, uint64_t a2)
{
    return cos_call(COS_SLOT_DEVICES, method, a1, a2, 0).value;
}

static void check_rules(void)
{
    uint64_t first = self->rw_pages, all = own_pages(), object;

    check_result(ask(DEVICES_DMA, first, 0), -COS_EINVAL, "an empty range cannot be the device's");
    check_result(ask(DEVICES_DMA, all, 1), -COS_EINVAL, "nor can a page that is not the driver's");
    check_result(ask(DEVICES_DMA, all - 1, 2), -COS_EINVAL, "nor the next one");
    check_result(ask(DEVICES_DMA, UINT64_MAX, 2), -COS_EINVAL,
                 "nor one at the end of the number range");
    check_result(ask(DEVICES_DMA, 1, UINT64_MAX), -COS_EINVAL, "nor all there are");
    check_result(ask(DEVICES_DMA, 0, DEVICES_DMA_PAGES + 1), -COS_EINVAL, "nor too many at once");
    check_result(cos_call(COS_SLOT_SUPERVISOR, SUPERVISOR_BLOCKED, 0, 0, 0).value, -COS_EDENIED,
                 "it may not say what others tried");
    check_result(cos_call(COS_SLOT_BOOTER, WORK_NEXT, 0, 0, 0).value, -COS_EDENIED,
                 "nor do others' work");
    check_result(cos_make_endpoints(COS_SLOT_REGION, first, SLOT_OBJECT), -COS_EBUSY,
                 "a page that is the device's, too, cannot become a kernel object");
    check(pci_frame(&object) && cos_make_endpoints(COS_SLOT_REGION, object, SLOT_OBJECT) == 0,
          "another can");
    check_result(ask(DEVICES_DMA, object, 1), -COS_EINVAL, "and cannot be the device's");
    check_result(cos_reclaim(COS_SLOT_REGION, object, 0), 0, "until it has ended");
    check_result(ask(DEVICES_DMA, object, 1), 0, "then it can");
    check(!(self->pci[0].message_address & 0xfffff) == !(self->pci[0].message_address & 0x10),
          "its message is either the CPU's or the IOMMU's");
}

static bool copies_own(void)
{
    for (unsigned i = 0; i < COPY_MOST; i++)
        pages[i] = (uint8_t)(i * 7);
    read_into_device(physical, COPY_MOST);
    write_from_device(physical + COS_PAGE_SIZE, COPY_MOST);
    return memcmp(pages, pages + COS_PAGE_SIZE, COPY_MOST) == 0;
}

/* The link, and the page behind it, which is not the device's. */
static void write_across_edge(void)
{
    int64_t link = pci_link(0);

    check(link > 0, "a link is the device's, too");
    fill_device(EDGE_MARK);
    write_from_device((uint64_t)link + EDGE, COPY_MOST);
}

/* Returns whether the device's line is raised when the device writes that message. */
static bool raises(uint64_t address, uint32_t data)
{
    uint64_t wanted = (uint64_t)COS_EVENT_IRQ << (self->pci[0].irq_slot - COS_SLOT_IRQ), events,
             seen = 0;

    memcpy(pages, &data, sizeof data);
    read_into_device(physical, COPY_MOST);
    write_from_device(address, sizeof data);
    while (cos_wait(COS_SLOT_ENDPOINT, cos_tsc() + cos_ticks(POLL_US), &events) == 0)
        seen |= events;
    return seen & wanted;
}

static void check_messages(void)
{
    uint64_t address = self->pci[0].message_address;
    uint32_t data = self->pci[0].message_data;

    check(raises(address, data), "a device's own message raises its line");
    for (unsigned i = 1; i <= OTHERS; i++)
        check(!raises(address + (i << MESSAGE_SHIFT), data),
              "a message that belongs to no component does not");
}

static void obey(void)
{
    switch (order->kind) {
    case ORDER_RULES:
        check_rules();
        break;
    case ORDER_OWN:
        check(copies_own(), "a device copies the driver's own memory");
        break;
    case ORDER_COPY:
        order->copied = copies_own();
        break;
    case ORDER_EDGE:
        write_across_edge();
        break;
    case ORDER_MESSAGES:
        check_messages();
        break;
    case ORDER_WRITE:
        fill_device(MARK);
        write_from_device(target(), order->bytes);
        break;
    case ORDER_MANY:
        fill_device(MARK);
        for (unsigned i = 0; i < MANY; i++)
            write_from_device(target() + i * COS_PAGE_SIZE, order->bytes);
        break;
    case ORDER_READ:
        fill_device(0);
        read_into_device(target(), order->bytes);
        break;
    case ORDER_LEAKED:
        write_from_device(physical + COS_PAGE_SIZE, COPY_MOST);
        order->leaked = COPY_MOST - count(pages + COS_PAGE_SIZE, COPY_MOST, 0);
        break;
    case ORDER_HANG:
        fill_device(MARK);
        start_copy(MEMORY, physical + COS_PAGE_SIZE, COPY_MOST, OUTWARDS);
        break;
    case ORDER_LOOK:
        cos_sleep(LOOK_US);
        check_result(count(pages, PAGES * COS_PAGE_SIZE, 0), PAGES * COS_PAGE_SIZE,
                     "an access that its last life began does not change its memory");
        break;
    default:
        break;
    }
}

int main(const struct cos_start *start)
{
    struct pci_memory memory;
    uint64_t events;

    self = start;
    order = (struct order *)start->links[0].address;
    edu = pci_map(&start->pci[0], 0, 0, MEMORY + COS_PAGE_SIZE);
    if (edu == NULL || !pci_pages(2, &memory)) {
        check(false, "a device with memory");
        return 1;
    }
    pages = memory.address;
    physical = order->physical = memory.physical;
    if (order->kind != ORDER_LOOK)
        pci_master(&start->pci[0], true);
    obey();
    __atomic_store_n(&order->done, 1, __ATOMIC_RELEASE);
    cos_signal(COS_SLOT_SIGNAL);
    while (cos_wait(COS_SLOT_ENDPOINT, COS_FOREVER, &events) != 0 || !(events & COS_EVENT_POWER)) {
    }
    return 0;
}
