/* SPDX-License-Identifier: BSD-2-Clause */
/* Network interfaces, for the requests of sys/ioctl.h. */
#ifndef _NET_IF_H
#define _NET_IF_H

#include <netinet/in.h>

#define IF_NAMESIZE 16
#define IFNAMSIZ    IF_NAMESIZE

struct ifreq {
    char ifr_name[IFNAMSIZ]; /* "lo0", ... */
    union {
        struct sockaddr address;
        struct sockaddr_storage space;
        short flags;
        int number;
    } ifr_ifru;
};
#define ifr_addr      ifr_ifru.address
#define ifr_dstaddr   ifr_ifru.address
#define ifr_broadaddr ifr_ifru.address
#define ifr_space     ifr_ifru.space
#define ifr_flags     ifr_ifru.flags
#define ifr_mtu       ifr_ifru.number

struct in_aliasreq {
    char ifra_name[IFNAMSIZ];
    struct sockaddr_in ifra_addr;
    struct sockaddr_in ifra_dstaddr;
    struct sockaddr_in ifra_mask;
};
#define ifra_broadaddr ifra_dstaddr

#define IFF_UP          0x0001
#define IFF_BROADCAST   0x0002
#define IFF_LOOPBACK    0x0008
#define IFF_POINTOPOINT 0x0010
#define IFF_RUNNING     0x0040
#define IFF_NOARP       0x0080
#define IFF_PROMISC     0x0100
#define IFF_MULTICAST   0x8000

#endif
