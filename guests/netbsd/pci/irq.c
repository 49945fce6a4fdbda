/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Interrupts of PCI devices. Each device with a handler has a thread, which an event wakes. The
 * thread first starts the device: when it runs, the driver that established the handler has begun
 * to wait, so it has reset its device.
 */
#include <cos/abi.h>
#include <cos/runtime.h>
#include <cos/syscall.h>
#include <devices.h>
#include <errno.h>
#include <hyper.h>
#include <memory.h>
#include <rump_pci.h>
#include <thread.h>

#include "pci.h"

#define NAME "pci irq"

struct handler {
    struct handler *next;
    int (*function)(void *);
    void *argument;
};

struct cookie {
    struct cookie *next;
    unsigned number, device;
};

static struct interrupt {
    struct handler *handlers; /* in the order of their establishment */
    struct thread *thread;
    struct wait_queue news; /* the thread waits here for an event */
    bool come, started;
} interrupts[COS_START_PCI];

static struct cookie *cookies;

static const char *reason(int64_t error)
{
    return error == -COS_EEXIST
               ? "it shares its interrupt line with another component's device; use a device with "
                 "messages (MSI), or another slot of the machine"
           : error == -COS_ENOENT
               ? "it has neither messages (MSI) nor an interrupt line from the firmware"
               : "it is refused";
}

void pci_start(const struct cos_pci *device)
{
    struct interrupt *interrupt = &interrupts[device - cos_self()->pci];
    uint64_t unused;
    int64_t error;

    if (!interrupt->started)
        return;
    error = pci_call(DEVICES_MASTER, device, DEVICES_PLAIN, 0, &unused);
    if (error != 0) {
        rumpuser_dprintf("PCI device %u does not work: %s (error %d)\n",
                         (unsigned)(device - cos_self()->pci), reason(error), (int)-error);
    }
}

static void run(void *argument)
{
    struct interrupt *interrupt = argument;
    const struct cos_pci *device = &cos_self()->pci[interrupt - interrupts];

    hyper_up.hyp_schedule();
    hyper_up.hyp_lwproc_newlwp(0); /* kept, so that the rump kernel makes none for each interrupt */
    hyper_up.hyp_unschedule();
    interrupt->started = true;
    pci_start(device);
    for (;;) {
        while (!interrupt->come)
            thread_wait(&interrupt->news, COS_FOREVER);
        interrupt->come = false;
        hyper_up.hyp_schedule();
        for (struct handler *handler = interrupt->handlers; handler != NULL;
             handler = handler->next)
            handler->function(handler->argument);
        hyper_up.hyp_unschedule();
        cos_irq_ack(device->irq_slot);
    }
}

void pci_event(uint64_t events)
{
    const struct cos_start *self = cos_self();

    for (unsigned i = 0; i < self->pci_count; i++) {
        if (events & (uint64_t)COS_EVENT_IRQ << (self->pci[i].irq_slot - COS_SLOT_IRQ)) {
            interrupts[i].come = true;
            thread_wake(&interrupts[i].news);
        }
    }
}

int rumpcomp_pci_irq_map(unsigned bus, unsigned device, unsigned function, int line,
                         unsigned number)
{
    struct cookie *cookie;

    (void)line;
    if (pci_device(bus, device, function) == NULL)
        return ENXIO;
    cookie = memory_get(sizeof(*cookie), 0);
    if (cookie == NULL)
        return ENOMEM;
    *cookie = (struct cookie){cookies, number, device};
    cookies = cookie;
    return 0;
}

static bool add_handler(struct interrupt *interrupt, int (*function)(void *), void *argument)
{
    struct handler **end = &interrupt->handlers, *handler = memory_get(sizeof(*handler), 0);

    if (handler == NULL)
        return false;
    *handler = (struct handler){NULL, function, argument};
    while (*end != NULL)
        end = &(*end)->next;
    *end = handler;
    return true;
}

void *rumpcomp_pci_irq_establish(unsigned number, int (*function)(void *), void *argument)
{
    struct interrupt *interrupt;
    struct cookie *cookie = cookies;

    while (cookie != NULL && cookie->number != number)
        cookie = cookie->next;
    if (cookie == NULL)
        return NULL;
    interrupt = &interrupts[cookie->device];
    if (!add_handler(interrupt, function, argument))
        return NULL;
    if (interrupt->thread == NULL)
        interrupt->thread = thread_create(run, interrupt, NAME, 0);
    return interrupt->thread != NULL ? interrupt : NULL;
}
