/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * What components may do to the configuration space of their devices: read all of it, and write
 * what affects no other component. A device's memory never moves, this component controls
 * its interrupts, and it accesses memory only after DEVICES_MASTER.
 */
#include "pci.h"

#define CAPABILITY_POWER 0x01

#define ID_I6300ESB 0x25ab8086 /* a watchdog, which has registers in its configuration space */

/* A writable word: in a capability, or, with kind 0, in the header of every device, or of those
 * with the ids. */
struct word {
    uint8_t kind, offset;
    uint32_t writable; /* bits that take the written value */
    uint32_t cleared;  /* bits that writing 1 clears */
    uint32_t ids;      /* 0: any */
    uint8_t bytes;     /* of the register; 0: a whole word */
};

static const struct word words[] = {
    {0, COMMAND, COMMAND_INVALIDATE, 0xf9000000, 0, 0},
    {0, HEADER, 0x0000ffff, 0, 0, 0},                    /* cache line size, latency timer */
    {CAPABILITY_POWER, 4, 0x00000100, 0x00008000, 0, 0}, /* PME; the device stays in the
                                                        state that it is in */
    {CAPABILITY_EXPRESS, 8, 0x0000781f, 0x000f0000, 0, 0},
    {CAPABILITY_EXPRESS, 40, 0x0000000f, 0, 0, 0},
    {0, 0x60, 0x00000027, 0, ID_I6300ESB, 2}, /* what ends of its stages do, and its clock */
    {0, 0x68, 0x00000007, 0, ID_I6300ESB, 1}, /* whether it counts */
};

static bool valid(uint64_t offset)
{
    return offset < COS_PCI_CONFIG && offset % 4 == 0;
}

int64_t pci_read(uint64_t id, uint64_t index, uint64_t offset, uint64_t *value)
{
    uint32_t place;

    if (!pci_place(id, index, &place))
        return -COS_ENOENT;
    if (!valid(offset))
        return -COS_EINVAL;
    *value = config_read(place, (unsigned)offset);
    return 0;
}

static const struct word *find(uint32_t place, uint64_t offset)
{
    for (unsigned i = 0; i < sizeof words / sizeof words[0]; i++) {
        const struct word *word = &words[i];
        unsigned base = word->kind != 0 ? capability(place, CAPABILITY_MASK, word->kind) : 0;

        if ((word->kind == 0 || base != 0) && base + word->offset == offset &&
            (word->ids == 0 || word->ids == config_read(place, ID)))
            return word;
    }
    return NULL;
}

int64_t pci_write(uint64_t id, uint64_t index, uint64_t offset, uint32_t value)
{
    const struct word *word;
    uint32_t place, old, writable;

    if (!pci_place(id, index, &place))
        return -COS_ENOENT;
    if (!valid(offset))
        return -COS_EINVAL;
    word = find(place, offset);
    if (word == NULL)
        return -COS_EINVAL;
    old = config_read(place, (unsigned)offset);
    writable = word->writable;
    if (offset == COMMAND) { /* what is off stays off; INTx may come back if the device uses it */
        writable |= old & COMMAND_MASTER;
        writable |= !(old & COMMAND_NO_INTX) || pci_uses_line(id, index) ? COMMAND_NO_INTX : 0;
    }
    config_write_low(place, (unsigned)offset,
                     (old & ~writable & ~word->cleared) | (value & (writable | word->cleared)),
                     word->bytes != 0 ? word->bytes : sizeof value);
    return 0;
}
