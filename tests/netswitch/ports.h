/* SPDX-License-Identifier: BSD-2-Clause */
/* Ports for configurations of the switch, in initializers. reaches: bits of other ports. */
#ifndef PORTS_H
#define PORTS_H

#include <netswitch.h>

#define UPLINK(named, reaches)           \
    {                                    \
        .name = named, .peers = reaches, \
    }

/* A VM with the Ethernet address 02:00:00:00:00:number, and the address 10.0.0.last, or none if
 * that is 0. */
#define VM(named, number, last, reaches)                               \
    {                                                                  \
        .name = named, .address = {2, 0, 0, 0, 0, number},             \
        .ip = (last) != 0 ? 0x0a000000 + (last) : 0, .peers = reaches, \
    }

#endif
