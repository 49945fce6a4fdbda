/* SPDX-License-Identifier: BSD-2-Clause */
/* Control of devices and sockets: a request encodes the direction and size of its data. */
#ifndef _SYS_IOCTL_H
#define _SYS_IOCTL_H

#include <sys/types.h>

#define IOC_VOID             0x20000000ul
#define IOC_OUT              0x40000000ul /* from the VM to the client */
#define IOC_IN               0x80000000ul
#define IOCPARM_MASK         0x1fff
#define IOCPARM_LEN(request) ((request) >> 16 & IOCPARM_MASK)
#define _IOC(direction, group, number, bytes) \
    ((direction) | ((bytes)&IOCPARM_MASK) << 16 | (unsigned long)(group) << 8 | (number))
#define _IO(group, number)         _IOC(IOC_VOID, group, number, 0ul)
#define _IOR(group, number, type)  _IOC(IOC_OUT, group, number, sizeof(type))
#define _IOW(group, number, type)  _IOC(IOC_IN, group, number, sizeof(type))
#define _IOWR(group, number, type) _IOC(IOC_IN | IOC_OUT, group, number, sizeof(type))

#define FIONREAD _IOR('f', 127, int) /* bytes available to read */
#define FIONBIO  _IOW('f', 126, int) /* O_NONBLOCK on or off */

/* Network interfaces (struct ifreq and in_aliasreq: net/if.h), by any socket. */
#define SIOCGIFADDR    _IOWR('i', 33, struct ifreq)
#define SIOCGIFNETMASK _IOWR('i', 37, struct ifreq)
#define SIOCGIFBRDADDR _IOWR('i', 35, struct ifreq)
#define SIOCSIFFLAGS   _IOW('i', 16, struct ifreq)
#define SIOCGIFFLAGS   _IOWR('i', 17, struct ifreq)
#define SIOCAIFADDR    _IOW('i', 26, struct in_aliasreq) /* adds an address */
#define SIOCDIFADDR    _IOW('i', 25, struct ifreq)       /* removes one */
#define SIOCSIFMTU     _IOW('i', 127, struct ifreq)
#define SIOCGIFMTU     _IOWR('i', 126, struct ifreq)
/* makes a virtual interface: ifr_name "bridge0", ... */
#define SIOCIFCREATE  _IOW('i', 122, struct ifreq)
#define SIOCIFDESTROY _IOW('i', 121, struct ifreq)

/* The third argument is an address (or an int, where the request takes none). Component clients
 * cannot use requests whose data contain addresses. */
int ioctl(int file, unsigned long request, ...);

#endif
