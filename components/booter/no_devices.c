/* SPDX-License-Identifier: BSD-2-Clause */
/* Replaces the part that handles devices (components/devices) for images that grant none. */
#include "common.h"

#include <devices/for_booter.h>

void devices_begin(void)
{
    if (image_grants(EVM_GRANT_PCI) || image_grants(EVM_GRANT_MMIO)) {
        give_up("the system image is damaged: it grants devices, and its booter is the one for "
                "images that grant none; build it anew with `evm build`");
    }
}

void devices_report(void)
{
}

bool devices_line(uint64_t *line)
{
    *line = 0;
    return false;
}

bool devices_due(uint64_t id)
{
    (void)id;
    return true;
}

const struct evm_grant *devices_missing(uint64_t id)
{
    (void)id;
    return NULL;
}

struct devices_refusal devices_refusal(uint64_t id)
{
    (void)id;
    return (struct devices_refusal){NULL, NULL};
}

uint64_t devices_pages(uint64_t id)
{
    (void)id;
    return 0;
}

uint32_t devices_describe(struct cos_pci *devices)
{
    (void)devices;
    return 0;
}

int64_t devices_give(uint64_t id)
{
    (void)id;
    return 0;
}

int64_t devices_attach(uint64_t id)
{
    (void)id;
    return 0;
}

int64_t devices_fault(uint64_t *address)
{
    (void)address;
    return -COS_ENOENT;
}

uint64_t devices_awaited(uint64_t id, uint64_t first)
{
    (void)id;
    (void)first;
    return EVM_BOOTER;
}

int64_t devices_end(uint64_t id)
{
    (void)id;
    return 0;
}
