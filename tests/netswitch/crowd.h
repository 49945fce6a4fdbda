/* SPDX-License-Identifier: BSD-2-Clause */
/* Shared by the components on a switch with many ports. */
#ifndef CROWD_H
#define CROWD_H

#include <cos/runtime.h>
#include <cos/string.h>

/* The address in crowd.yaml of the member with that number; hub: 0. */
static inline uint32_t crowd_ip(uint32_t number)
{
    return 0x0a000001 + number;
}

/* The component's argument. */
static inline uint32_t crowd_number(void)
{
    const struct cos_start *start = cos_self();
    uint32_t number = 0;

    for (uint32_t i = 0; i < start->blob_count; i++) {
        const char *text = (const char *)start->blobs[i].address;

        while (strcmp(start->blobs[i].name, "args") == 0 && *text >= '0' && *text <= '9')
            number = number * 10 + (uint32_t)(*text++ - '0');
    }
    return number;
}

#endif
