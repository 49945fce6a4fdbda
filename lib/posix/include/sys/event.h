/* SPDX-License-Identifier: BSD-2-Clause */
/* Kernel event queues. A component client's belong to the VM of its sockets or, without one, to
 * that of its files. */
#ifndef _SYS_EVENT_H
#define _SYS_EVENT_H

#include <sys/types.h>
#include <time.h>

struct kevent {
    uintptr_t ident; /* descriptor, or as the filter defines */
    uint32_t filter; /* EVFILT_* */
    uint32_t flags;  /* EV_* */
    uint32_t fflags; /* NOTE_* */
    int64_t data;
    intptr_t udata; /* returned unchanged */
};
#define EV_SET(event, id, what, how, notes, value, user) \
    ((void)(*(event) = (struct kevent){(uintptr_t)(id), what, how, notes, value, (intptr_t)(user)}))

#define EVFILT_READ  0u
#define EVFILT_WRITE 1u
#define EVFILT_VNODE 3u
#define EVFILT_TIMER 6u /* ident: any number, data: milliseconds */

#define EV_ADD      0x0001u
#define EV_DELETE   0x0002u
#define EV_ENABLE   0x0004u
#define EV_DISABLE  0x0008u
#define EV_ONESHOT  0x0010u
#define EV_CLEAR    0x0020u
#define EV_DISPATCH 0x0080u
#define EV_ERROR    0x4000u /* data: error number */
#define EV_EOF      0x8000u

#define NOTE_LOWAT  0x0001u
#define NOTE_DELETE 0x0001u
#define NOTE_WRITE  0x0002u
#define NOTE_EXTEND 0x0004u
#define NOTE_ATTRIB 0x0008u
#define NOTE_LINK   0x0010u
#define NOTE_RENAME 0x0020u

int kqueue(void);
/* Applies the changes, then waits for events; timeout NULL: for ever. Returns the number of
 * events. */
int kevent(int queue, const struct kevent *changes, size_t change_count, struct kevent *events,
           size_t event_count, const struct timespec *timeout);

#endif
