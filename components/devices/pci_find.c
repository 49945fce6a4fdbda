/* SPDX-License-Identifier: BSD-2-Clause */
/* Finds the devices that the image grants. */
#include "pci.h"
#include "records.h"

#define HEADER_MULTI(word) ((word)&1u << 23)
#define NO_PLACE           UINT16_MAX /* bus 255, device 31, function 7 */

/* Returns the component's index-th grant of a device, or NULL. */
static const struct evm_grant *grant_at(uint64_t id, uint64_t index)
{
    const struct evm_component *c = component(id);

    for (uint32_t i = 0; i < c->grant_count; i++) {
        const struct evm_grant *g = grants_of(c) + i;

        if (g->type == EVM_GRANT_PCI && index-- == 0)
            return g;
    }
    return NULL;
}

static uint32_t ids_of(const struct evm_grant *g)
{
    return (uint32_t)(g->a << 16 | g->a >> 16);
}

/* Whether it is another grant's: while that device is being reset, those behind it would seem to be
 * one fewer. */
static bool is_taken(uint32_t place)
{
    uint32_t other;

    for (uint64_t id = 0; id < image()->component_count; id++)
        for (unsigned i = 0; grant_at(id, i) != NULL; i++)
            if (pci_place(id, i, &other) && other == place)
                return true;
    return false;
}

bool pci_next(struct pci_walk *walk)
{
    for (walk->place += walk->step; walk->place >> 8 <= walk->last; walk->place += walk->step) {
        uint32_t place = walk->place, header = config_read(place, HEADER);
        bool exists = (uint16_t)config_read(place, ID) != UINT16_MAX;

        walk->step = place % 8 != 0 || (exists && HEADER_MULTI(header)) ? 1 : 8;
        walk->header = HEADER_TYPE(header);
        if (exists && walk->header == HEADER_BRIDGE &&
            BUSES_LAST(config_read(place, BUSES)) > walk->last)
            walk->last = BUSES_LAST(config_read(place, BUSES));
        if (exists)
            return true;
    }
    return false;
}

static uint16_t find(const struct evm_grant *g)
{
    struct pci_walk walk = {0};
    uint64_t before = g->b;

    while (pci_next(&walk))
        if (config_read(walk.place, ID) == ids_of(g) && walk.header == HEADER_DEVICE &&
            before-- == 0)
            return is_taken(walk.place) ? NO_PLACE : (uint16_t)walk.place;
    return NO_PLACE;
}

bool pci_missing(uint64_t id, unsigned *index)
{
    const struct evm_grant *g;

    for (*index = 0; (g = grant_at(id, *index)) != NULL; ++*index) {
        struct record *record = record_of(id, *index);
        uint16_t place = record->place != 0 ? (uint16_t)(record->place - 1) : find(g);

        if (place == NO_PLACE || config_read(place, ID) != ids_of(g))
            return true;
        record->place = (uint16_t)(place + 1);
    }
    return false;
}

bool pci_place(uint64_t id, uint64_t index, uint32_t *place)
{
    if (grant_at(id, index) == NULL || record_of(id, index)->place == 0)
        return false;
    *place = record_of(id, index)->place - 1u;
    return true;
}
