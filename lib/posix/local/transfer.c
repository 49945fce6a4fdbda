/* SPDX-License-Identifier: BSD-2-Clause */
/* The calls that need more than posix_call() in the remote back end; local clients make the system
 * call directly. */
#include <fcntl.h>
#include <poll.h>
#include <stdlib.h>
#include <sys/event.h>
#include <sys/ioctl.h>
#include <sys/link.h>
#include <sys/mount.h>
#include <sys/socket.h>
#include <sys/uio.h>
#include <unistd.h>

#include "posix.h"

#define LOCAL(number, ...) CALL(POSIX_ANY, number, __VA_ARGS__)

ssize_t read(int file, void *buffer, size_t bytes)
{
    return LOCAL(SYS_read, VALUE(file), VALUE(buffer), VALUE(bytes));
}

ssize_t write(int file, const void *buffer, size_t bytes)
{
    return LOCAL(SYS_write, VALUE(file), VALUE(buffer), VALUE(bytes));
}

ssize_t pread(int file, void *buffer, size_t bytes, off_t offset)
{
    return LOCAL(SYS_pread, VALUE(file), VALUE(buffer), VALUE(bytes), PAD, VALUE(offset));
}

ssize_t pwrite(int file, const void *buffer, size_t bytes, off_t offset)
{
    return LOCAL(SYS_pwrite, VALUE(file), VALUE(buffer), VALUE(bytes), PAD, VALUE(offset));
}

ssize_t readv(int file, const struct iovec *vector, int count)
{
    return LOCAL(SYS_readv, VALUE(file), VALUE(vector), VALUE(count));
}

ssize_t writev(int file, const struct iovec *vector, int count)
{
    return LOCAL(SYS_writev, VALUE(file), VALUE(vector), VALUE(count));
}

ssize_t preadv(int file, const struct iovec *vector, int count, off_t offset)
{
    return LOCAL(SYS_preadv, VALUE(file), VALUE(vector), VALUE(count), PAD, VALUE(offset));
}

ssize_t pwritev(int file, const struct iovec *vector, int count, off_t offset)
{
    return LOCAL(SYS_pwritev, VALUE(file), VALUE(vector), VALUE(count), PAD, VALUE(offset));
}

ssize_t sendto(int socket, const void *buffer, size_t bytes, int flags, const struct sockaddr *to,
               socklen_t to_bytes)
{
    return LOCAL(SYS_sendto, VALUE(socket), VALUE(buffer), VALUE(bytes), VALUE(flags), VALUE(to),
                 VALUE(to_bytes));
}

ssize_t recvfrom(int socket, void *buffer, size_t bytes, int flags, struct sockaddr *from,
                 socklen_t *from_bytes)
{
    return LOCAL(SYS_recvfrom, VALUE(socket), VALUE(buffer), VALUE(bytes), VALUE(flags),
                 VALUE(from), VALUE(from_bytes));
}

ssize_t sendmsg(int socket, const struct msghdr *message, int flags)
{
    return LOCAL(SYS_sendmsg, VALUE(socket), VALUE(message), VALUE(flags));
}

ssize_t recvmsg(int socket, struct msghdr *message, int flags)
{
    return LOCAL(SYS_recvmsg, VALUE(socket), VALUE(message), VALUE(flags));
}

int close(int file)
{
    return (int)LOCAL(SYS_close, VALUE(file));
}

int dup(int file)
{
    return (int)LOCAL(SYS_dup, VALUE(file));
}

int dup2(int file, int new)
{
    return (int)LOCAL(SYS_dup2, VALUE(file), VALUE(new));
}

int fcntl(int file, int command, ...)
{
    uint64_t argument;

    TRAILING(argument, command);
    return (int)LOCAL(SYS_fcntl, VALUE(file), VALUE(command), VALUE(argument));
}

int ioctl(int file, unsigned long request, ...)
{
    uint64_t argument;

    TRAILING(argument, request);
    return (int)LOCAL(SYS_ioctl, VALUE(file), VALUE(request), VALUE(argument));
}

int pollts(struct pollfd *files, nfds_t count, const struct timespec *timeout, const sigset_t *mask)
{
    return (int)LOCAL(SYS___pollts50, VALUE(files), VALUE(count), VALUE(timeout), VALUE(mask));
}

int kevent(int queue, const struct kevent *changes, size_t change_count, struct kevent *events,
           size_t event_count, const struct timespec *timeout)
{
    return (int)LOCAL(SYS___kevent50, VALUE(queue), VALUE(changes), VALUE(change_count),
                      VALUE(events), VALUE(event_count), VALUE(timeout));
}

int mount(const char *type, const char *directory, int flags, void *args, size_t bytes)
{
    return (int)LOCAL(SYS___mount50, VALUE(type), VALUE(directory), VALUE(flags), VALUE(args),
                      VALUE(bytes));
}

void *posix_link_alloc(int file, size_t bytes)
{
    (void)file;
    return malloc(bytes);
}

void posix_link_free(void *memory)
{
    free(memory);
}
