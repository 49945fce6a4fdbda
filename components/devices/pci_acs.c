/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * PCI Express switches forward accesses between the devices below them, unseen by the IOMMU, unless
 * access control services (ACS; PCI Express base specification, 6.12) send all accesses up. This
 * file turns ACS on in every port above a granted device; devices whose paths meet at a port
 * without ACS form a group.
 */
#include "pci.h"

#define EXTENDED         0x100 /* where capabilities of PCI Express begin */
#define EXTENDED_MOST    96
#define EXTENDED_ID(w)   ((w)&0xffff)
#define EXTENDED_NEXT(w) ((w) >> 20 & 0xffc)
#define ACS              0x0d
/* the capability's second word: supported bits, and in the upper half enabled ones */
#define ACS_CONTROL 4

/* Source validation, request and completion redirection, upstream forwarding. */
#define PORT_BITS     0x1d
#define FUNCTION_BITS 0x0c /* of one with several functions: redirection only */
#define BLOCKING      0x02 /* of translated requests: no device here may ask for translations */
#define HARMFUL       0x60 /* egress control, direct translated access */
#define LEVELS_MOST   8    /* of ports above a device */

/* The ports above a device, from the root complex down, and the device itself. */
struct path {
    uint32_t place[LEVELS_MOST + 1];
    unsigned count;
};

static unsigned acs_of(uint32_t place)
{
    unsigned offset = EXTENDED;

    for (unsigned i = 0; i < EXTENDED_MOST && offset >= EXTENDED; i++) {
        uint32_t word = express_read(place, offset);

        if (word == 0 || word == UINT32_MAX)
            return 0;
        if (EXTENDED_ID(word) == ACS)
            return offset;
        offset = EXTENDED_NEXT(word);
    }
    return 0;
}

/* Turns on those of `bits` that the port supports. Returns whether all of them are on. */
static bool controls(uint32_t place, uint32_t bits)
{
    unsigned offset = acs_of(place);
    uint32_t word, can;

    if (offset == 0)
        return false;
    word = express_read(place, offset + ACS_CONTROL);
    can = word & UINT16_MAX;
    express_write(place, offset + ACS_CONTROL,
                  ((word >> 16 | (can & (bits | BLOCKING))) & ~(uint32_t)HARMFUL) << 16);
    return (can & bits) == bits && (express_read(place, offset + ACS_CONTROL) >> 16 & bits) == bits;
}

static bool path_to(uint32_t place, struct path *path)
{
    uint32_t reversed[LEVELS_MOST + 1];
    unsigned count = 0;

    reversed[count++] = place;
    while (place >> 8 != 0) {
        if (count > LEVELS_MOST || !pci_bridge_to(place >> 8, &place))
            return false;
        reversed[count++] = place;
    }
    for (unsigned i = 0; i < count; i++)
        path->place[i] = reversed[count - 1 - i];
    path->count = count;
    return true;
}

static bool is_port(uint32_t place)
{
    unsigned express = HEADER_TYPE(config_read(place, HEADER)) == HEADER_BRIDGE
                           ? capability(place, CAPABILITY_MASK, CAPABILITY_EXPRESS)
                           : 0;
    unsigned type = express != 0 ? EXPRESS_TYPE(config_read(place, express)) : 0;

    return type == EXPRESS_ROOT || type == EXPRESS_DOWNSTREAM;
}

/* Whether an access from below `here`, a port or a device, may turn to `there` on the same bus. */
static bool turns(uint32_t here, uint32_t there)
{
    if (is_port(here))
        return !controls(here, PORT_BITS);
    if (here >> 3 == there >> 3)
        return !controls(here, FUNCTION_BITS);
    return here >> 8 != 0; /* devices of the root complex are apart */
}

static bool meet(uint32_t one, uint32_t other)
{
    struct path a, b;
    unsigned level = 0;

    if (one >> 8 == 0 && other >> 8 == 0 && one >> 3 != other >> 3)
        return false; /* the common case, which needs no search */
    if (!path_to(one, &a) || !path_to(other, &b))
        return true;
    while (level + 1 < a.count && level + 1 < b.count && a.place[level] == b.place[level])
        level++;
    return turns(a.place[level], b.place[level]) || turns(b.place[level], a.place[level]);
}

static bool meets_any(uint32_t place, uint64_t other)
{
    uint32_t its;

    for (unsigned i = 0; pci_place(other, i, &its); i++)
        if (meet(place, its))
            return true;
    return false;
}

/* Also if no other granted device is below them: unassigned ones may be. */
static void control_ports(uint32_t place)
{
    struct path path;

    for (unsigned i = 0; path_to(place, &path) && i + 1 < path.count; i++)
        if (is_port(path.place[i]))
            controls(path.place[i], PORT_BITS);
}

/* Of two components that are not trusted, the first one keeps its device. */
bool pci_shares_group(uint64_t id)
{
    uint32_t place;

    for (unsigned i = 0; pci_place(id, i, &place); i++) {
        control_ports(place);
        for (uint64_t other = EVM_SUPERVISOR + 1; other < image()->component_count; other++) {
            bool before = other < id || (component(other)->flags & EVM_DMA_TRUSTED);

            if (other != id && before && meets_any(place, other))
                return true;
        }
    }
    return false;
}
