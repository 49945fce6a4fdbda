/* SPDX-License-Identifier: BSD-2-Clause */
/* select() by poll(), so that it works for descriptors of several VMs. */
#include <errno.h>
#include <poll.h>
#include <sys/select.h>
#include <sys/time.h>

#define READABLE    (POLLIN | POLLRDNORM | POLLHUP | POLLERR)
#define WRITABLE    (POLLOUT | POLLERR)
#define EXCEPTIONAL (POLLPRI | POLLRDBAND)

int poll(struct pollfd *files, nfds_t count, int timeout)
{
    struct timespec time = {timeout / 1000, timeout % 1000 * 1000000L};

    return pollts(files, count, timeout < 0 ? NULL : &time, NULL);
}

static int in(const fd_set *set, int file)
{
    return set != NULL && FD_ISSET(file, set);
}

/* Keeps `file` in the set only if `events` is not 0. Returns whether the set contains it. */
static int keep(fd_set *set, int file, short events)
{
    if (!in(set, file))
        return 0;
    if (events == 0)
        FD_CLR(file, set);
    return events != 0;
}

static nfds_t collect(struct pollfd *files, int count, const fd_set *readable,
                      const fd_set *writable, const fd_set *exceptional)
{
    nfds_t used = 0;

    for (int file = 0; file < count; file++) {
        int events = (in(readable, file) ? POLLIN : 0) | (in(writable, file) ? POLLOUT : 0) |
                     (in(exceptional, file) ? POLLPRI | POLLRDBAND : 0);

        if (events != 0)
            files[used++] = (struct pollfd){.fd = file, .events = (short)events};
    }
    return used;
}

int pselect(int count, fd_set *readable, fd_set *writable, fd_set *exceptional,
            const struct timespec *timeout, const sigset_t *mask)
{
    struct pollfd files[FD_SETSIZE];
    nfds_t used;
    int result = 0;

    if (count < 0 || count > FD_SETSIZE) {
        errno = EINVAL;
        return -1;
    }
    used = collect(files, count, readable, writable, exceptional);
    if (pollts(files, used, timeout, mask) < 0)
        return -1;
    for (nfds_t i = 0; i < used; i++) {
        if (files[i].revents & POLLNVAL) {
            errno = EBADF;
            return -1;
        }
    }
    for (nfds_t i = 0; i < used; i++) {
        result += keep(readable, files[i].fd, files[i].revents & READABLE);
        result += keep(writable, files[i].fd, files[i].revents & WRITABLE);
        result += keep(exceptional, files[i].fd, files[i].revents & EXCEPTIONAL);
    }
    return result;
}

int select(int count, fd_set *readable, fd_set *writable, fd_set *exceptional,
           struct timeval *timeout)
{
    struct timespec time;

    if (timeout != NULL)
        time = (struct timespec){timeout->tv_sec, timeout->tv_usec * 1000L};
    return pselect(count, readable, writable, exceptional, timeout != NULL ? &time : NULL, NULL);
}
