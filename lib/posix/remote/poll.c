/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * poll() over the descriptors of two VMs. With one VM, a single call may wait. With two, each round
 * polls the first VM without waiting, then lets the other wait for a time slice; the VMs change
 * places in the next round.
 */
#include <cos/runtime.h>
#include <cos/string.h>
#include <errno.h>
#include <poll.h>

#include "descriptor.h"
#include "posix.h"

#define SLICE_US   5000
#define SECOND_US  1000000
#define LONGEST_US (100ull * 365 * 86400 * SECOND_US) /* longer is for ever */

static bool belongs(const struct service *service, int file)
{
    const struct descriptor *descriptor = file >= 0 ? descriptor_get(file) : NULL;

    return descriptor != NULL && descriptor->service == service;
}

/* Polls one VM's descriptors; passes -1 for the others. Returns how many are ready. */
static int ask(struct service *service, struct pollfd *files, nfds_t count,
               const struct timespec *timeout)
{
    struct pollfd *stage;
    uint64_t time;
    long result;

    stage_empty(service);
    stage = stage_get(service, count * sizeof *stage);
    if (stage == NULL || !stage_copy(service, timeout, sizeof *timeout, &time))
        return -1;
    for (nfds_t i = 0; i < count; i++) {
        stage[i] = (struct pollfd){
            .fd = belongs(service, files[i].fd) ? descriptor_get(files[i].fd)->remote : -1,
            .events = files[i].events};
    }
    result = service_call(service, SYS___pollts50, (uint64_t[]){(uint64_t)stage, count, time, 0},
                          4);
    if (result < 0)
        return -1;
    result = 0;
    for (nfds_t i = 0; i < count; i++) {
        short events = ((volatile struct pollfd *)stage)[i].revents;

        if (events != 0 && belongs(service, files[i].fd)) {
            files[i].revents = events;
            result++;
        }
    }
    return (int)result;
}

/* Answers for the console, which always accepts output, and for closed descriptors. Finds the VMs
 * involved. */
static int answer_here(struct pollfd *files, nfds_t count, struct service *services[2])
{
    int ready = 0;

    for (nfds_t i = 0; i < count; i++) {
        const struct descriptor *descriptor = files[i].fd >= 0 ? descriptor_get(files[i].fd) : NULL;

        files[i].revents = 0;
        if (files[i].fd < 0)
            continue;
        if (descriptor == NULL) {
            files[i].revents = POLLNVAL;
        } else if (descriptor->service == NULL) {
            files[i].revents = files[i].events & POLLOUT;
        } else {
            services[services[0] != NULL && services[0] != descriptor->service] =
                descriptor->service;
        }
        ready += files[i].revents != 0;
    }
    return ready;
}

static uint64_t microseconds(const struct timespec *timeout)
{
    return timeout == NULL || (uint64_t)timeout->tv_sec >= LONGEST_US / SECOND_US
               ? LONGEST_US
               : (uint64_t)timeout->tv_sec * SECOND_US + (uint64_t)timeout->tv_nsec / 1000;
}

static int ask_both(struct service *services[2], struct pollfd *files, nfds_t count,
                    const struct timespec *timeout)
{
    const struct timespec none = {0, 0}, slice = {0, SLICE_US * 1000};
    uint64_t left = microseconds(timeout);

    for (unsigned turn = 0;; turn ^= 1) {
        int first = ask(services[turn], files, count, &none);
        int other = first < 0 ? -1
                              : ask(services[turn ^ 1], files, count,
                                    first == 0 && left > 0 ? &slice : &none);

        if (other < 0)
            return -1;
        if (first + other > 0 || left == 0)
            return first + other;
        left -= left < SLICE_US ? left : SLICE_US;
    }
}

int pollts(struct pollfd *files, nfds_t count, const struct timespec *timeout, const sigset_t *mask)
{
    struct service *services[2] = {NULL, NULL};
    const struct timespec none = {0, 0};
    int ready = answer_here(files, count, services), asked = 0;

    if (mask != NULL ||
        (timeout != NULL && (timeout->tv_sec < 0 || (uint64_t)timeout->tv_nsec >= 1000000000))) {
        errno = EINVAL;
        return -1;
    }
    if (ready > 0)
        timeout = &none;
    if (services[0] == NULL) {
        if (ready == 0)
            cos_sleep(microseconds(timeout));
        return ready;
    }
    asked = services[1] == NULL ? ask(services[0], files, count, timeout)
                                : ask_both(services, files, count, timeout);
    return asked < 0 ? -1 : ready + asked;
}
