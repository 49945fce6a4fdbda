/* SPDX-License-Identifier: BSD-2-Clause */
/* The files of a Linux VM that the tool writes and init reads. */
#ifndef INIT_H
#define INIT_H

#include <stdint.h>

/* struct init_run, then the arguments and the variables of the environment, each with its NUL */
#define INIT_RUN "/.evm/run"
/* struct init_interface of eth0, eth1, ...; only if there are any */
#define INIT_NETWORK "/.evm/net"

struct init_run {
    uint32_t arguments, variables; /* their numbers, in the byte order of the VM */
};

struct init_interface { /* in the byte order of networks */
    uint32_t address;   /* IPv4; 0: the VM itself gets one by DHCP */
    uint32_t mask;
    uint32_t gateway; /* 0: none */
    uint32_t prefix6; /* bits of the IPv6 network, as a number of this machine's; 0: no address */
    uint8_t address6[16];
};

#endif
