/* SPDX-License-Identifier: BSD-2-Clause */
/* Interrupts of devices whose driver does not handle messages: by MSI if the device has it, else by
 * its line, which is level-triggered and which devices of one component may share. Arguments:
 * `lines` or `messages`; `shared`: each device also interrupts by the others' line; `refused`: the
 * line is another component's. */
#include <cos/runtime.h>
#include <cos/string.h>
#include <cos/syscall.h>
#include <devices.h>
#include <pci/pci.h>

#include "check.h"

/* Registers of e1000 and e1000e: causes (cleared by a read), set causes, masks set and cleared. */
enum { ICR = 0xc0, ICS = 0xc8, IMS = 0xd0, IMC = 0xd8, REGISTERS = 0x100 };

#define CAUSE   4 /* link status */
#define TIMES   50
#define LINES   (0xffull * COS_EVENT_IRQ)
#define SOON_US 5000

static const struct cos_start *self;
static volatile uint32_t *registers[COS_START_PCI];

static uint64_t event_of(unsigned device)
{
    return (uint64_t)COS_EVENT_IRQ << (self->pci[device].irq_slot - COS_SLOT_IRQ);
}

/* Returns the lines that were raised; 0: none soon. */
static uint64_t wait(void)
{
    uint64_t deadline = cos_tsc() + cos_ticks(SOON_US), events = 0;

    while (!(events & LINES) && cos_wait(COS_SLOT_ENDPOINT, deadline, &events) == 0) {
    }
    return events & LINES;
}

static int64_t let(unsigned device)
{
    return cos_call(COS_SLOT_DEVICES, DEVICES_MASTER, device, DEVICES_PLAIN, 0).value;
}

static void raise(unsigned device)
{
    registers[device][ICS / 4] = CAUSE;
}

static bool handle(unsigned device)
{
    bool mine = registers[device][ICR / 4] & CAUSE;

    cos_irq_ack(self->pci[device].irq_slot);
    return mine;
}

static void check_one(unsigned device, uint64_t events)
{
    unsigned came = 0;

    registers[device][IMC / 4] = UINT32_MAX;
    (void)registers[device][ICR / 4];
    check_result(let(device), 0, "device %u is made a bus master", device);
    cos_irq_ack(self->pci[device].irq_slot);
    wait();
    check_result((long long)wait(), 0, "it does not interrupt by itself");
    registers[device][IMS / 4] = CAUSE;
    for (unsigned i = 0; i < TIMES; i++) {
        raise(device);
        came += wait() == events && handle(device);
    }
    check_result(came, TIMES, "it interrupts %u times, each when told to", TIMES);
    check_result((long long)wait(), 0, "and no more");
}

static void check_level(unsigned device)
{
    raise(device);
    check(wait() == event_of(device), "a line is raised");
    check_result((long long)wait(), 0, "and masked until it is acknowledged");
    cos_irq_ack(self->pci[device].irq_slot);
    check(wait() == event_of(device),
          "acknowledged with its cause still there, it interrupts again");
    check(handle(device), "and that can be handled then");
    check_result((long long)wait(), 0, "and then it stays quiet");
}

static bool argument(const char *word)
{
    const char *text = (const char *)self->blobs[0].address;

    for (const char *at = text; at < text + self->blobs[0].bytes; at += strlen(at) + 1)
        if (strcmp(at, word) == 0)
            return true;
    return false;
}

int main(const struct cos_start *start)
{
    uint64_t all = 0;

    self = start;
    for (unsigned i = 0; i < start->pci_count; i++) {
        registers[i] = pci_map(&start->pci[i], 0, 0, REGISTERS);
        if (argument("refused")) {
            check_result(let(i), -COS_EEXIST, "its line is another component's");
            continue;
        }
        all = argument("shared") ? all | event_of(i) : event_of(i);
        check_one(i, all);
        check((cos_cap_info(start->pci[i].irq_slot).v1 < COS_IRQ_MSI) == argument("lines"),
              "by its own kind of interrupt");
    }
    if (argument("lines") && start->pci_count == 1)
        check_level(0);
    cos_print("done\n");
    if (argument("stay"))
        cos_wait(COS_SLOT_ENDPOINT, cos_tsc() + cos_ticks(1000000), &all);
    return check_failures != 0;
}
