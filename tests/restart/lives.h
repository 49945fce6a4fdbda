/* SPDX-License-Identifier: BSD-2-Clause */
/* How long users go on: without an argument, until what they use has begun anew often enough; with
 * the id of a component, until that has ended for good. */
#ifndef LIVES_H
#define LIVES_H

#include <cos/runtime.h>
#include <cos/string.h>
#include <cos/syscall.h>
#include <stdbool.h>
#include <supervisor.h>

#define LIVES 50 /* also the manifests' `times=` */

/* 0: there is no argument. */
static inline uint64_t lives_component(void)
{
    const struct cos_start *start = cos_self();
    uint64_t id = 0;

    for (uint32_t i = 0; i < start->blob_count; i++) {
        const char *text = (const char *)start->blobs[i].address;

        while (strcmp(start->blobs[i].name, "args") == 0 && *text >= '0' && *text <= '9')
            id = id * 10 + (uint64_t)(*text++ - '0');
    }
    return id;
}

/* Beside a component that must not disturb its user, most of the CPU is that component's. */
static inline void lives_pause(uint64_t us)
{
    if (lives_component() != 0)
        cos_sleep(us);
}

static inline bool lives_are_over(unsigned restarts)
{
    uint64_t id = lives_component();
    int64_t status = id != 0 ? cos_call(COS_SLOT_SUPERVISOR, SUPERVISOR_STATUS, id, 0, 0).value : 0;

    return id == 0 ? restarts >= LIVES
                   : status >= 0 && ((status & 0xff) == SUPERVISOR_EXITED ||
                                     (status & 0xff) == SUPERVISOR_CRASHED);
}

#endif
