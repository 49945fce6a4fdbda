/* SPDX-License-Identifier: BSD-2-Clause */
#include "outlet.h"

#include <errno.h>
#include <poll.h>
#include <pthread.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/eventfd.h>
#include <unistd.h>

#include "base.h"
#include "clock.h"

/* Bytes of one write, which returns when the reader has taken them all: small enough to see that
 * even a slow terminal takes some. */
#define PIECE 256

struct outlet {
    int fd, event;
    pthread_mutex_t lock;
    pthread_cond_t news;
    char *bytes; /* a ring */
    size_t room, first, size;
    uint64_t taken; /* time in ms at which the reader last took bytes, or the ring was empty */
    bool broken;    /* its reader is gone */
};

static void note_written(struct outlet *outlet, ssize_t done)
{
    if (done < 0 && errno != EINTR && errno != EAGAIN) {
        outlet->broken = true;
        outlet->size = 0;
    } else if (done > 0) {
        outlet->first = (outlet->first + (size_t)done) % outlet->room;
        outlet->size -= (size_t)done;
        outlet->taken = now_ms();
    }
    eventfd_write(outlet->event, 1);
}

static void *write_all(void *argument)
{
    struct outlet *outlet = argument;

    pthread_mutex_lock(&outlet->lock);
    for (;;) {
        while (!outlet->size)
            pthread_cond_wait(&outlet->news, &outlet->lock);
        size_t size = outlet->size < PIECE ? outlet->size : PIECE,
               end = outlet->room - outlet->first;
        const char *bytes = outlet->bytes + outlet->first;

        pthread_mutex_unlock(&outlet->lock);
        ssize_t done = write(outlet->fd, bytes, size < end ? size : end);

        if (done < 0 && errno == EAGAIN) { /* another process has made the file non-blocking */
            poll(&(struct pollfd){.fd = outlet->fd, .events = POLLOUT}, 1, -1);
            errno = EAGAIN;
        }
        pthread_mutex_lock(&outlet->lock);
        note_written(outlet, done);
    }
    return NULL;
}

struct outlet *outlet_open(int fd, size_t room)
{
    struct outlet *outlet = need(sizeof(*outlet));
    pthread_t thread;

    *outlet = (struct outlet){.fd = fd,
                              .event = eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK),
                              .bytes = need(room),
                              .room = room,
                              .lock = PTHREAD_MUTEX_INITIALIZER,
                              .news = PTHREAD_COND_INITIALIZER};
    int error = pthread_create(&thread, NULL, write_all, outlet);

    if (error)
        exit(outcome_base + host_error("cannot start a thread: %s", strerror(error)));
    pthread_detach(thread);
    return outlet;
}

bool outlet_put(struct outlet *outlet, const char *bytes, size_t size)
{
    pthread_mutex_lock(&outlet->lock);
    bool fits = outlet->broken || size <= outlet->room - outlet->size;

    if (!outlet->size)
        outlet->taken = now_ms();
    for (size_t i = 0; fits && !outlet->broken && i < size; i++)
        outlet->bytes[(outlet->first + outlet->size++) % outlet->room] = bytes[i];
    pthread_cond_signal(&outlet->news);
    pthread_mutex_unlock(&outlet->lock);
    return fits;
}

size_t outlet_pending(struct outlet *outlet)
{
    pthread_mutex_lock(&outlet->lock);
    size_t size = outlet->size;

    pthread_mutex_unlock(&outlet->lock);
    return size;
}

size_t outlet_room(struct outlet *outlet)
{
    eventfd_t count;

    eventfd_read(outlet->event, &count);
    return outlet->room - outlet_pending(outlet);
}

unsigned outlet_idle(struct outlet *outlet)
{
    pthread_mutex_lock(&outlet->lock);
    uint64_t idle = outlet->size ? now_ms() - outlet->taken : 0;

    pthread_mutex_unlock(&outlet->lock);
    return idle < UINT32_MAX ? (unsigned)idle : UINT32_MAX;
}

int outlet_event(const struct outlet *outlet)
{
    return outlet->event;
}
