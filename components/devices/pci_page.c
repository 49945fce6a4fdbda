/* SPDX-License-Identifier: BSD-2-Clause */
/* Pages with memory of several devices, which no component can have. */
#include "pci.h"

#include <cos/abi.h>

#define BAR_IO      1u
#define BAR_TYPE    6u
#define BAR_64      4u
#define BAR_FLAGS   15ull
#define BRIDGE_BARS 2u

/* Whether another BAR of the device at that place than `except` begins in the page. A larger one
 * that covered it would begin at its own size. */
static bool reaches(const struct pci_walk *walk, unsigned except, uint64_t page)
{
    unsigned count = walk->header == HEADER_BRIDGE ? BRIDGE_BARS : PCI_BARS, step;

    for (unsigned bar = 0; bar < count; bar += step) {
        uint32_t low = config_read(walk->place, BARS + 4 * bar);
        bool wide = !(low & BAR_IO) && (low & BAR_TYPE) == BAR_64 && bar + 1 < count;
        uint64_t high = wide ? config_read(walk->place, BARS + 4 * (bar + 1)) : 0;
        uint64_t address = high << 32 | (low & ~BAR_FLAGS);

        step = wide ? 2 : 1;
        if (!(low & BAR_IO) && bar != except && address != 0 && address / COS_PAGE_SIZE == page)
            return true;
    }
    return false;
}

bool pci_has_page(uint32_t place, unsigned bar, uint64_t page)
{
    struct pci_walk walk = {0};

    while (pci_next(&walk))
        if (reaches(&walk, walk.place == place ? bar : PCI_BARS, page))
            return false;
    return true;
}
