/* SPDX-License-Identifier: BSD-2-Clause */
/* Devices may access memory and interrupt from their driver's request until its end. */
#include "pci.h"
#include "records.h"

#include <cos/runtime.h>

void pci_begin(uint64_t id)
{
    for (unsigned i = 0; i < grants_count(id, EVM_GRANT_PCI); i++) {
        record_of(id, i)->stage = RECORD_LIVES;
        record_of(id, i)->end = (struct pci_end){0};
    }
}

void pci_quiet(uint64_t id, uint64_t index)
{
    bool is_virtio;
    uint32_t place;

    if (!pci_place(id, index, &place))
        return;
    pci_stop(place, &is_virtio);
    pci_irq(id, index, 0);
}

int64_t pci_master(uint64_t id, uint64_t index, unsigned how)
{
    uint32_t place, command;
    int64_t error;

    if (!pci_place(id, index, &place))
        return -COS_ENOENT;
    if (how > DEVICES_PLAIN)
        return -COS_EINVAL;
    error = pci_irq(id, index, how);
    command = config_read(place, COMMAND) & COMMAND_BITS & ~COMMAND_MASTER;
    config_write(place, COMMAND, command | (how != 0 && error == 0 ? COMMAND_MASTER : 0));
    return error;
}

static uint64_t microseconds(void)
{
    return cos_tsc() / (cos_self()->tsc_hz / 1000000 + 1);
}

/* Stops all devices at once, then waits for them one by one. A next life goes on where this one
 * ends. */
int64_t pci_silence(uint64_t id)
{
    uint32_t place;

    for (unsigned i = 0; pci_place(id, i, &place); i++) {
        if (record_of(id, i)->stage != RECORD_LIVES)
            continue;
        pci_quiet(id, i);
        record_of(id, i)->stage = RECORD_QUIET;
    }
    for (unsigned i = 0; pci_place(id, i, &place); i++) {
        struct record *record = record_of(id, i);
        int64_t error = record->stage == RECORD_SILENT
                            ? 0
                            : pci_end(&record->end, place, microseconds());

        if (error != 0)
            return error;
        record->stage = RECORD_SILENT;
    }
    return 0;
}
