/* SPDX-License-Identifier: BSD-2-Clause */
/* What the image grants, and the calls of the booter (device_work.h). */
#ifndef DEVICES_GRANTED_H
#define DEVICES_GRANTED_H

#include <cos/abi.h>
#include <cos/start.h>
#include <cos/syscall.h>
#include <device_work.h>
#include <evm/image.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#ifndef DEVICES_IMAGE
#define DEVICES_IMAGE COS_IMAGE /* elsewhere in tests on the build machine */
#endif

static inline const struct evm_image *image(void)
{
    return (const struct evm_image *)DEVICES_IMAGE;
}

static inline const struct evm_component *component(uint64_t id)
{
    return (const struct evm_component *)(DEVICES_IMAGE + image()->components) + id;
}

static inline const struct evm_grant *grants_of(const struct evm_component *c)
{
    return (const struct evm_grant *)(DEVICES_IMAGE + image()->grants) + c->grant_first;
}

/* Returns the number of the component's grants of that type. */
static inline unsigned grants_count(uint64_t id, enum evm_grant_type type)
{
    const struct evm_component *c = component(id);
    unsigned count = 0;

    for (uint32_t i = 0; i < c->grant_count; i++)
        count += grants_of(c)[i].type == type;
    return count;
}

static inline struct cos_result booter(enum work_method method, uint64_t a1, uint64_t a2,
                                       uint64_t a3)
{
    return cos_call(COS_SLOT_BOOTER, method, a1, a2, a3);
}

#endif
