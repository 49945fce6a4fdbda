/* SPDX-License-Identifier: BSD-2-Clause */
/* Which device the IOMMU takes for the source of an access. */
#include "pci.h"
#include "records.h"

#define VIRTIO_ACCESS_PLATFORM (1u << 1) /* bit 33 of the features */
#define NOTHING                UINT16_MAX

enum { SELECT = 0, FEATURES = 4 }; /* of virtio's common structure */

uint64_t pci_owner(uint32_t place)
{
    uint32_t its_place;

    for (uint64_t id = EVM_SUPERVISOR + 1; id < image()->component_count; id++) {
        for (unsigned i = 0; attached[id] && pci_place(id, i, &its_place); i++)
            if (its_place == place)
                return id;
    }
    return EVM_BOOTER;
}

/* ---- Bridges ---- */

bool pci_bridge_to(uint32_t bus, uint32_t *bridge)
{
    for (uint32_t place = 0; place < bus << 8; place++) {
        if ((uint16_t)config_read(place, ID) != NOTHING &&
            HEADER_TYPE(config_read(place, HEADER)) == HEADER_BRIDGE &&
            BUSES_OWN(config_read(place, BUSES)) == bus) {
            *bridge = place;
            return true;
        }
    }
    return false;
}

/* Only PCI Express sends the device's id with each access. */
static bool shares_source(uint32_t place)
{
    while (place >> 8 != 0) {
        unsigned express = pci_bridge_to(place >> 8, &place)
                               ? capability(place, CAPABILITY_MASK, CAPABILITY_EXPRESS)
                               : 0;

        if (express == 0 || EXPRESS_TYPE(config_read(place, express)) > EXPRESS_DOWNSTREAM)
            return true;
    }
    return false;
}

bool pci_shares_source(uint64_t id)
{
    uint32_t place;

    for (unsigned i = 0; pci_place(id, i, &place); i++)
        if (shares_source(place))
            return true;
    return false;
}

/* ---- Virtio ---- */

/* Aims the window in configuration space at a register of four bytes. Returns the offset of the
 * word that then is the register. */
static unsigned aim(uint32_t place, unsigned common, unsigned window, unsigned reg)
{
    config_write(place, window + VIRTIO_BAR, config_read(place, common + VIRTIO_BAR) & 0xff);
    config_write(place, window + VIRTIO_OFFSET, config_read(place, common + VIRTIO_OFFSET) + reg);
    config_write(place, window + VIRTIO_BYTES, 4);
    return window + VIRTIO_DATA;
}

/* A device without the registers of virtio 1.x does, too, as it knows no IOMMU. */
static bool goes_around(uint32_t place)
{
    unsigned common = capability(place, VIRTIO_MASK, VIRTIO_COMMON);
    unsigned window = capability(place, VIRTIO_MASK, VIRTIO_WINDOW);

    if (common == 0 || window == 0)
        return true;
    config_write(place, aim(place, common, window, SELECT), 1);
    return !(config_read(place, aim(place, common, window, FEATURES)) & VIRTIO_ACCESS_PLATFORM);
}

bool pci_goes_around(uint64_t id)
{
    uint32_t place;

    for (unsigned i = 0; pci_place(id, i, &place); i++) {
        uint32_t command = config_read(place, COMMAND) & COMMAND_BITS;
        bool around;

        config_write(place, COMMAND, command | COMMAND_MEMORY); /* so that it responds */
        around = (uint16_t)config_read(place, ID) == VIRTIO_VENDOR && goes_around(place);
        config_write(place, COMMAND, command);
        if (around)
            return true;
    }
    return false;
}
