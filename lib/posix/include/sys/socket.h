/* SPDX-License-Identifier: BSD-2-Clause */
/* Sockets. Addresses start with their length (sa_len); the VM fills it in if a client leaves it
 * 0. */
#ifndef _SYS_SOCKET_H
#define _SYS_SOCKET_H

#include <sys/types.h>
#include <sys/uio.h>

#define AF_UNSPEC 0
#define AF_LOCAL  1
#define AF_UNIX   AF_LOCAL
#define AF_INET   2
#define AF_LINK   18
#define AF_INET6  24
#define AF_ROUTE  34
#define PF_UNSPEC AF_UNSPEC
#define PF_LOCAL  AF_LOCAL
#define PF_UNIX   AF_UNIX
#define PF_INET   AF_INET
#define PF_INET6  AF_INET6
#define PF_ROUTE  AF_ROUTE

#define SOCK_STREAM    1
#define SOCK_DGRAM     2
#define SOCK_RAW       3
#define SOCK_SEQPACKET 5
#define SOCK_CLOEXEC   0x10000000 /* or-ed into the type */
#define SOCK_NONBLOCK  0x20000000

#define SOMAXCONN 128
#define SHUT_RD   0
#define SHUT_WR   1
#define SHUT_RDWR 2

struct sockaddr {
    uint8_t sa_len;
    sa_family_t sa_family;
    char sa_data[14];
};

struct sockaddr_storage { /* room for any address */
    uint8_t ss_len;
    sa_family_t ss_family;
    char __pad1[6];
    int64_t __align;
    char __pad2[112];
};

struct msghdr {
    void *msg_name; /* address, or NULL */
    socklen_t msg_namelen;
    struct iovec *msg_iov;
    int msg_iovlen;
    void *msg_control; /* struct cmsghdr and data, or NULL */
    socklen_t msg_controllen;
    int msg_flags; /* set by recvmsg() */
};

struct cmsghdr {
    socklen_t cmsg_len; /* including this header */
    int cmsg_level;
    int cmsg_type;
};
#define __CMSG_ALIGN(bytes) (((bytes) + 7) & ~(size_t)7)
#define CMSG_SPACE(bytes)   (__CMSG_ALIGN(sizeof(struct cmsghdr)) + __CMSG_ALIGN(bytes))
#define CMSG_LEN(bytes)     (__CMSG_ALIGN(sizeof(struct cmsghdr)) + (bytes))
#define CMSG_DATA(control)  ((unsigned char *)(control) + __CMSG_ALIGN(sizeof(struct cmsghdr)))
#define CMSG_FIRSTHDR(message)                          \
    ((message)->msg_controllen < sizeof(struct cmsghdr) \
         ? NULL                                         \
         : (struct cmsghdr *)(message)->msg_control)
#define CMSG_NXTHDR(message, control)                                                 \
    ((char *)(control) + __CMSG_ALIGN((control)->cmsg_len) + sizeof(struct cmsghdr) > \
             (char *)(message)->msg_control + (message)->msg_controllen               \
         ? NULL                                                                       \
         : (struct cmsghdr *)((char *)(control) + __CMSG_ALIGN((control)->cmsg_len)))

#define MSG_OOB       0x0001
#define MSG_PEEK      0x0002
#define MSG_DONTROUTE 0x0004
#define MSG_EOR       0x0008
#define MSG_TRUNC     0x0010
#define MSG_CTRUNC    0x0020
#define MSG_WAITALL   0x0040
#define MSG_DONTWAIT  0x0080
#define MSG_NOSIGNAL  0x0400

/* Levels and options of getsockopt() and setsockopt(): of type int unless a comment names
 * another. */
#define SOL_SOCKET    0xffff
#define SO_DEBUG      0x0001
#define SO_ACCEPTCONN 0x0002
#define SO_REUSEADDR  0x0004
#define SO_KEEPALIVE  0x0008
#define SO_DONTROUTE  0x0010
#define SO_BROADCAST  0x0020
#define SO_LINGER     0x0080 /* struct linger */
#define SO_OOBINLINE  0x0100
#define SO_REUSEPORT  0x0200
#define SO_TIMESTAMP  0x2000
#define SO_SNDBUF     0x1001
#define SO_RCVBUF     0x1002
#define SO_SNDLOWAT   0x1003
#define SO_RCVLOWAT   0x1004
#define SO_ERROR      0x1007
#define SO_TYPE       0x1008
#define SO_SNDTIMEO   0x100b /* struct timeval */
#define SO_RCVTIMEO   0x100c /* struct timeval */

struct linger {
    int l_onoff;
    int l_linger; /* seconds */
};

int socket(int family, int type, int protocol);
int socketpair(int family, int type, int protocol, int ends[2]);
int bind(int socket, const struct sockaddr *address, socklen_t bytes);
int listen(int socket, int backlog);
/* Stores the peer's address in address[*bytes], unless that is NULL, and its length in *bytes. */
int accept(int socket, struct sockaddr *address, socklen_t *bytes);
int connect(int socket, const struct sockaddr *address, socklen_t bytes);
int shutdown(int socket, int how);
int getsockname(int socket, struct sockaddr *address, socklen_t *bytes);
int getpeername(int socket, struct sockaddr *address, socklen_t *bytes);
int getsockopt(int socket, int level, int option, void *value, socklen_t *bytes);
int setsockopt(int socket, int level, int option, const void *value, socklen_t bytes);

/* Results: bytes transferred; a receive returns 0 at a stream's end. Component clients' messages
 * must be shorter than half of the link (EMSGSIZE) and cannot carry descriptors. */
ssize_t send(int socket, const void *buffer, size_t bytes, int flags);
ssize_t recv(int socket, void *buffer, size_t bytes, int flags);
ssize_t sendto(int socket, const void *buffer, size_t bytes, int flags, const struct sockaddr *to,
               socklen_t to_bytes);
ssize_t recvfrom(int socket, void *buffer, size_t bytes, int flags, struct sockaddr *from,
                 socklen_t *from_bytes);
ssize_t sendmsg(int socket, const struct msghdr *message, int flags);
ssize_t recvmsg(int socket, struct msghdr *message, int flags);

#endif
