/* SPDX-License-Identifier: BSD-2-Clause */
#include "service.h"

#include <cos/runtime.h>
#include <cos/string.h>
#include <errno.h>

#include "gate.h"
#include "posix.h"

#define IN_REGISTERS 3 /* arguments */

static struct service services[2];
static struct service *by_kind[2]; /* indexed by POSIX_FILES and POSIX_SOCKETS; NULL: the manifest
                                    * names no VM */

static struct service *start_service(struct service *service, uint64_t slot,
                                     const struct cos_link *link)
{
    *service = (struct service){.slot = slot,
                                .link = (struct netbsd_link *)link->address,
                                .bytes = link->bytes,
                                .generation = 1};
    return service;
}

/* The client owns its links, in this order: for files, for sockets. It has one link if one VM
 * serves both, or if it uses only one. */
static void start(void)
{
    const struct cos_start *self = cos_self();
    const struct cos_link *own[2] = {NULL, NULL};
    unsigned count = 0;

    for (uint32_t i = 0; i < self->link_count && i < COS_START_LINKS && count < 2; i++)
        if (self->links[i].owner == self->id)
            own[count++] = &self->links[i];
    if (count == 2 || (count == 1 && gate_there(COS_SLOT_FILES)))
        by_kind[POSIX_FILES] = start_service(&services[0], COS_SLOT_FILES, own[0]);
    if (count == 2 || (count == 1 && !gate_there(COS_SLOT_FILES) && gate_there(COS_SLOT_SOCKETS)))
        by_kind[POSIX_SOCKETS] = start_service(&services[1], COS_SLOT_SOCKETS, own[count - 1]);
    else if (gate_there(COS_SLOT_SOCKETS))
        by_kind[POSIX_SOCKETS] = by_kind[POSIX_FILES];
}

struct service *service_get(unsigned which)
{
    struct service *service;

    if (by_kind[POSIX_FILES] == NULL && by_kind[POSIX_SOCKETS] == NULL)
        start();
    service = by_kind[which == POSIX_SOCKETS || which == POSIX_ANY_SOCKETS];
    if (service == NULL && (which == POSIX_ANY || which == POSIX_ANY_SOCKETS))
        service = by_kind[which == POSIX_ANY];
    if (service == NULL)
        errno = ENXIO;
    return service;
}

/* The VM names the session in each answer. A new session has none of the old descriptors. */
static void note_session(struct service *service)
{
    uint64_t session = *(volatile uint64_t *)&service->link->session;

    if (session != service->session) {
        service->generation += service->session != 0;
        service->session = session;
    }
}

static int error_of(struct service *service, int64_t value)
{
    switch (value) {
    case -COS_EDEAD:
        service->generation++;
        return EIO;
    case -COS_EDENIED:
        service->generation++;
        return ENXIO;
    case -COS_EINVAL: /* no link */
        return ENXIO;
    case -COS_ENOMEM:
        return ENOMEM;
    case -COS_ENOSYS:
        return ENOSYS;
    default:
        return value > 0 && value <= ELAST ? (int)value : EIO;
    }
}

long service_call(struct service *service, unsigned number, const uint64_t *arguments,
                  unsigned count)
{
    uint64_t method = NETBSD_METHOD(count > IN_REGISTERS ? NETBSD_CALL8 : NETBSD_CALL, number);
    uint64_t first[IN_REGISTERS] = {0};
    struct cos_result result;
    uint64_t busy_us = 0;

    for (unsigned i = 0; i < count; i++)
        *(i < IN_REGISTERS ? &first[i] : &service->link->arguments[i]) = arguments[i];
    while ((result = gate_call(service->slot, method, first[0], first[1], first[2])).value ==
           -COS_EAGAIN)
        gate_busy(&busy_us);
    if (result.value >= 0)
        note_session(service);
    if (result.value != 0) {
        errno = error_of(service, result.value);
        return -1;
    }
    return (long)result.extra;
}
