/* SPDX-License-Identifier: BSD-2-Clause */
/* The messages by which devices interrupt. */
#include "granted.h"
#include "iommu_state.h"
#include "pci.h"

#define VECTOR(data) (((data)&0xffull) << 16) /* in the first word of an interrupt entry */
#define CPU(address) (((address) >> 12 & 0xffull) << 40)
#define CHECK_SOURCE (1ull << 18) /* in the second, above the source */
/* the address that a device writes to for that entry */
#define MESSAGE(entry) (0xfee00010u | (uint32_t)(entry) << 5)

static volatile uint64_t *interrupt_entry(uint64_t line)
{
    return (volatile uint64_t *)window_table(TABLE_INTERRUPTS) + 2 * (line - COS_IRQ_MSI);
}

/* As the CPU expects them. A driver's thread may have no room for a call of the booter, so the
 * component's own thread asks for them all when it begins. */
static struct {
    uint64_t address;
    uint32_t data;
} plain[COS_IRQ_LINES - COS_IRQ_MSI];

static void learn(uint64_t line)
{
    struct cos_result message = booter(WORK_MESSAGE, line, 0, 0);

    plain[line - COS_IRQ_MSI].address = (uint64_t)message.value;
    plain[line - COS_IRQ_MSI].data = (uint32_t)message.extra;
}

void iommu_learn_messages(void)
{
    for (uint64_t id = 0; id < image()->component_count; id++)
        for (unsigned i = 0; i < grants_count(id, EVM_GRANT_PCI); i++)
            learn(pci_line(id, i));
    learn(COS_IRQ_LINES - 1);
}

void iommu_plain_message(uint64_t line, uint64_t *address, uint32_t *data)
{
    *address = plain[line - COS_IRQ_MSI].address;
    *data = plain[line - COS_IRQ_MSI].data;
}

void iommu_message(uint64_t line, uint64_t *address, uint32_t *data)
{
    if (iommu_is_on() && iommu.checks_interrupts) {
        *address = MESSAGE(line - COS_IRQ_MSI);
        *data = 0;
    } else {
        iommu_plain_message(line, address, data);
    }
}

void iommu_let_interrupt(uint64_t line, uint32_t place)
{
    uint64_t address;
    uint32_t data;

    iommu_plain_message(line, &address, &data);
    iommu_write(interrupt_entry(line), CHECK_SOURCE | place,
                CPU(address) | VECTOR(data) | IOMMU_PRESENT);
}

void iommu_take_interrupt(uint64_t line)
{
    iommu_write(interrupt_entry(line), 0, 0);
}

/* Replaces the bits of the entry, if it has those of `from`. */
static bool change(uint64_t line, uint64_t from, uint64_t to)
{
    volatile uint64_t *entry = interrupt_entry(line);

    if (!iommu_is_on() || !iommu.checks_interrupts || !(entry[0] & from))
        return false;
    iommu_write(entry, entry[1], (entry[0] & ~from) | to);
    iommu_forget_interrupts();
    return true;
}

bool iommu_hold_messages(uint64_t line)
{
    return change(line, IOMMU_PRESENT, IOMMU_SILENT);
}

bool iommu_let_messages(uint64_t line)
{
    return change(line, IOMMU_SILENT, IOMMU_PRESENT);
}
