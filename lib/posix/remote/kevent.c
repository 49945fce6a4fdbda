/* SPDX-License-Identifier: BSD-2-Clause */
/* kevent(): translates descriptors in filters to the VM's numbers and back. */
#include <cos/string.h>
#include <errno.h>
#include <sys/event.h>

#include "descriptor.h"
#include "posix.h"

static bool names_descriptor(const struct kevent *event)
{
    return event->filter == EVFILT_READ || event->filter == EVFILT_WRITE ||
           event->filter == EVFILT_VNODE;
}

static bool translate(const struct service *service, struct kevent *changes, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        const struct descriptor *descriptor;

        if (!names_descriptor(&changes[i]))
            continue;
        descriptor = changes[i].ident < OPEN_MAX ? descriptor_get((int)changes[i].ident) : NULL;
        if (descriptor == NULL || descriptor->service != service) {
            errno = descriptor != NULL ? EXDEV : EBADF;
            return false;
        }
        changes[i].ident = (uintptr_t)descriptor->remote;
    }
    return true;
}

static void translate_back(const struct service *service, struct kevent *events, size_t count)
{
    for (size_t i = 0; i < count; i++)
        if (names_descriptor(&events[i]))
            events[i].ident = (uintptr_t)descriptor_find(service, (long)events[i].ident);
}

int kevent(int queue, const struct kevent *changes, size_t change_count, struct kevent *events,
           size_t event_count, const struct timespec *timeout)
{
    const struct descriptor *descriptor = descriptor_get(queue);
    struct service *service = descriptor != NULL ? descriptor->service : NULL;
    uint64_t staged_changes, staged_events, time;
    size_t fit;
    long result;

    if (service == NULL) {
        errno = EBADF;
        return -1;
    }
    stage_empty(service);
    if (change_count > service->bytes || !stage_copy(service, timeout, sizeof *timeout, &time) ||
        !stage_copy(service, change_count > 0 ? changes : NULL, change_count * sizeof *changes,
                    &staged_changes)) {
        errno = ENOMEM;
        return -1;
    }
    fit = stage_room(service) / sizeof *events;
    event_count = event_count < fit ? event_count : fit;
    staged_events = (uint64_t)stage_get(service, event_count * sizeof *events);
    if (!translate(service, (struct kevent *)staged_changes, change_count))
        return -1;
    result = service_call(service, SYS___kevent50,
                          (uint64_t[]){(uint64_t)descriptor->remote, staged_changes, change_count,
                                       staged_events, event_count, time},
                          6);
    if (result > (long)event_count) {
        errno = EIO; /* more than a correct kernel can return */
        return -1;
    }
    if (result > 0) {
        memcpy(events, (const void *)staged_events, (size_t)result * sizeof *events);
        translate_back(service, events, (size_t)result);
    }
    return (int)result;
}
