/* SPDX-License-Identifier: BSD-2-Clause */
/* When devices may access memory and interrupt: between their driver's wish and its end. */
#include "pci.h"

#include <cos/runtime.h>

static uint8_t silent[EVM_COMPONENTS]; /* bits of devices that have ended, in this end of the
                                          component's */

void pci_begin(uint64_t id)
{
    silent[id] = 0;
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
    return cos_tsc() / (boot_info()->tsc_hz / 1000000 + 1);
}

/* All of them are stopped at once; what then takes time is waited for one by one. */
int64_t pci_silence(uint64_t id)
{
    static struct pci_end end;
    static uint64_t whose; /* component << 8 | device; 0: nobody's */
    int64_t error = 0;
    uint32_t place;

    for (unsigned i = 0; pci_place(id, i, &place); i++) {
        uint64_t device = id << 8 | i;

        if (silent[id] & 1u << i)
            continue;
        if (whose != device) {
            pci_quiet(id, i);
            if (whose != 0) {
                error = -COS_EBUSY;
                continue;
            }
            whose = device;
            end = (struct pci_end){0};
        }
        error = pci_end(&end, place, microseconds());
        whose = error == -COS_EBUSY ? whose : 0;
        silent[id] |= (uint8_t)((error == 0) << i);
        if (error == -COS_EIO)
            return error;
    }
    if (error == 0)
        pci_irq_end(id);
    return error;
}
