/* SPDX-License-Identifier: BSD-2-Clause */
/* The messages by which devices interrupt. */
#include "granted.h"
#include "iommu_state.h"

#define VECTOR(data) (((data)&0xffull) << 16) /* in the first word of an interrupt entry */
#define CPU(address) (((address) >> 12 & 0xffull) << 40)
#define CHECK_SOURCE (1ull << 18) /* in the second, above the source */
/* the address that a device writes to for that entry */
#define MESSAGE(entry) (0xfee00010u | (uint32_t)(entry) << 5)

static volatile uint64_t *interrupt_entry(uint64_t line)
{
    return (volatile uint64_t *)window_table(TABLE_INTERRUPTS) + 2 * (line - COS_IRQ_MSI);
}

int64_t iommu_plain_message(uint64_t line, uint64_t *address, uint32_t *data)
{
    struct cos_result message = booter(WORK_MESSAGE, line, 0, 0);

    *address = (uint64_t)message.value;
    *data = (uint32_t)message.extra;
    return message.value < 0 ? message.value : 0;
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

int64_t iommu_let_interrupt(uint64_t line, uint32_t place)
{
    uint64_t address;
    uint32_t data;
    int64_t error = iommu_plain_message(line, &address, &data);

    if (error == 0) {
        iommu_write(interrupt_entry(line), CHECK_SOURCE | place,
                    CPU(address) | VECTOR(data) | IOMMU_PRESENT);
    }
    return error;
}

void iommu_take_interrupt(uint64_t line)
{
    iommu_write(interrupt_entry(line), 0, 0);
}
