/* SPDX-License-Identifier: BSD-2-Clause */
/* Devices may access memory and interrupt from their driver's request until its end. */
#include "pci.h"

#include <cos/runtime.h>

/* How far the end of a component's devices has come. Each has its own, so that no component's end
 * waits for the device of another one. */
static struct silencing {
    bool told;          /* all of them have been stopped */
    unsigned silent;    /* so many have ended, */
    struct pci_end end; /* and so far the one after these has come */
} silencings[EVM_COMPONENTS];

void pci_begin(uint64_t id)
{
    silencings[id] = (struct silencing){0};
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

/* Stops all devices at once, then waits for them one by one. */
int64_t pci_silence(uint64_t id)
{
    struct silencing *its = &silencings[id];
    uint32_t place;

    for (unsigned i = 0; !its->told && pci_place(id, i, &place); i++)
        pci_quiet(id, i);
    its->told = true;
    for (; pci_place(id, its->silent, &place); its->silent++) {
        int64_t error = pci_end(&its->end, place, microseconds());

        if (error != 0)
            return error;
        its->end = (struct pci_end){0};
    }
    pci_irq_end(id);
    return 0;
}
