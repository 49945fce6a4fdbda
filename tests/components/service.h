/* SPDX-License-Identifier: BSD-2-Clause */
/* A component that works only on its callers' threads. */
#ifndef SERVICE_H
#define SERVICE_H

#include <cos/start.h>
#include <cos/syscall.h>

/* Waits until the system ends. Returns the component's exit status. */
static inline int service_wait(void)
{
    uint64_t events = 0;

    while (!(events & COS_EVENT_POWER))
        cos_wait(COS_SLOT_ENDPOINT, COS_FOREVER, &events);
    return 0;
}

#endif
