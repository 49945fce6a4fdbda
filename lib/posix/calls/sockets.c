/* SPDX-License-Identifier: BSD-2-Clause */
#include <sys/socket.h>

#include "posix.h"

int socket(int family, int type, int protocol)
{
    return (int)CALL(POSIX_SOCKETS | POSIX_OPENS, SYS___socket30, VALUE(family), VALUE(type),
                     VALUE(protocol));
}

int socketpair(int family, int type, int protocol, int ends[2])
{
    return (int)CALL(POSIX_SOCKETS, SYS_socketpair, VALUE(family), VALUE(type), VALUE(protocol),
                     NEW_DESCRIPTORS(ends));
}

int bind(int socket, const struct sockaddr *address, socklen_t bytes)
{
    return (int)CALL(POSIX_SOCKETS, SYS_bind, FD(socket), IN(address, bytes), VALUE(bytes));
}

int listen(int socket, int backlog)
{
    return (int)CALL(POSIX_SOCKETS, SYS_listen, FD(socket), VALUE(backlog));
}

/* Arguments of calls that return an address (or an option's value) and its length; both pointers
 * may be NULL. */
#define ADDRESS(address, bytes) \
    OUT(address, (bytes) != NULL ? *(bytes) : 0), INOUT(bytes, sizeof *(bytes))

int accept(int socket, struct sockaddr *address, socklen_t *bytes)
{
    return (int)CALL(POSIX_SOCKETS | POSIX_OPENS, SYS_accept, FD(socket), ADDRESS(address, bytes));
}

int connect(int socket, const struct sockaddr *address, socklen_t bytes)
{
    return (int)CALL(POSIX_SOCKETS, SYS_connect, FD(socket), IN(address, bytes), VALUE(bytes));
}

int shutdown(int socket, int how)
{
    return (int)CALL(POSIX_SOCKETS, SYS_shutdown, FD(socket), VALUE(how));
}

int getsockname(int socket, struct sockaddr *address, socklen_t *bytes)
{
    return (int)CALL(POSIX_SOCKETS, SYS_getsockname, FD(socket), ADDRESS(address, bytes));
}

int getpeername(int socket, struct sockaddr *address, socklen_t *bytes)
{
    return (int)CALL(POSIX_SOCKETS, SYS_getpeername, FD(socket), ADDRESS(address, bytes));
}

int getsockopt(int socket, int level, int option, void *value, socklen_t *bytes)
{
    return (int)CALL(POSIX_SOCKETS, SYS_getsockopt, FD(socket), VALUE(level), VALUE(option),
                     ADDRESS(value, bytes));
}

int setsockopt(int socket, int level, int option, const void *value, socklen_t bytes)
{
    return (int)CALL(POSIX_SOCKETS, SYS_setsockopt, FD(socket), VALUE(level), VALUE(option),
                     IN(value, bytes), VALUE(bytes));
}

ssize_t send(int socket, const void *buffer, size_t bytes, int flags)
{
    return sendto(socket, buffer, bytes, flags, NULL, 0);
}

ssize_t recv(int socket, void *buffer, size_t bytes, int flags)
{
    return recvfrom(socket, buffer, bytes, flags, NULL, NULL);
}
