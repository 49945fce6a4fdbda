/* SPDX-License-Identifier: BSD-2-Clause */
/* A component's own first link, whose other side it wakes by its first signal. */
#ifndef FIRST_LINK_H
#define FIRST_LINK_H

#include <cos/start.h>
#include <cos/syscall.h>
#include <link/link.h>

static inline void ring(void *bell)
{
    (void)bell;
    cos_signal(COS_SLOT_SIGNAL);
}

static inline struct link_config first_link(const struct cos_start *start, unsigned channels,
                                            const struct link_shape *shapes,
                                            struct link_slot *slots)
{
    return (struct link_config){.memory = (void *)start->links[0].address,
                                .bytes = start->links[0].bytes,
                                .owner = true,
                                .channels = channels,
                                .shapes = shapes,
                                .slots = slots,
                                .ring = ring};
}

#endif
