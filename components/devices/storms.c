/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Devices that send messages faster than their driver fetches the events. Each message costs the
 * thread that it interrupts, whose ever that is. So the messages of the line are held back for a
 * while. The driver misses nothing: the event of the last ones is still there, and is signalled
 * again behind those that may have been lost.
 */
#include "storms.h"

#include "iommu.h"
#include "pci.h"

#include <cos/runtime.h>

#define LINES    (COS_IRQ_LINES - COS_IRQ_MSI)
#define PAUSE_US 4000

/* Bit n: line COS_IRQ_MSI + n is held back; at the beginning, perhaps, by an earlier life. */
static uint64_t held = UINT64_MAX;
static uint64_t until[LINES]; /* TSC time */

/* The IOMMU does it, if it checks interrupts, whichever way the device sends them. */
static bool hold(unsigned number, uint32_t place)
{
    return iommu_hold_messages(COS_IRQ_MSI + number) || pci_hold_messages(place);
}

static bool let(unsigned number, uint32_t place)
{
    return iommu_let_messages(COS_IRQ_MSI + number) || pci_let_messages(place);
}

/* The more lines storm, the longer each waits, so that all together take no more time. */
static void begin(unsigned number, uint32_t place, uint64_t now)
{
    if (!hold(number, place))
        return;
    held |= 1ull << number;
    until[number] = now;
    for (uint64_t rest = held; rest != 0; rest &= rest - 1)
        until[number] += cos_ticks(PAUSE_US);
}

static void end(uint64_t id, unsigned index, unsigned number, uint32_t place)
{
    held &= ~(1ull << number);
    if (let(number, place))
        booter(WORK_RAISE, id | (uint64_t)index << WORK_INDEX, 0, 0);
}

uint64_t storms_look(uint64_t lines, uint64_t now)
{
    uint64_t next = COS_FOREVER;
    unsigned number = 0;
    uint32_t place;

    for (uint64_t id = 0; (lines | held) != 0 && id < image()->component_count; id++) {
        for (unsigned i = 0; i < grants_count(id, EVM_GRANT_PCI); i++, number++) {
            if (!pci_place(id, i, &place))
                continue;
            if (held >> number & 1 && until[number] <= now)
                end(id, i, number, place);
            else if (lines >> number & 1)
                begin(number, place, now);
            if (held >> number & 1 && until[number] < next)
                next = until[number];
        }
    }
    held &= (1ull << number) - 1; /* other lines have no device */
    return next;
}
