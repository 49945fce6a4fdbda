/* SPDX-License-Identifier: BSD-2-Clause */
/* The files of a Linux VM that the tool writes and init reads. */
#ifndef INIT_H
#define INIT_H

#include <stdint.h>

/* struct init_run, then the arguments and the variables of the environment, each with its NUL */
#define INIT_RUN "/.evm/run"
/* struct init_interface of eth0, eth1, ...; only if there are any */
#define INIT_NETWORK "/.evm/net"

/* struct init_ready, then the path of the file that makes the VM ready, or nothing, with a NUL;
 * only if the VM is ready later than it has been started */
#define INIT_READY "/.evm/ready"
/* the socket of struct init_ready.program; the environment has it as NOTIFY_SOCKET */
#define INIT_NOTIFY "/.evm/notify"

#define INIT_PATH 4096 /* bytes of that path, its NUL included */

struct init_ready {   /* all of it must come */
    uint16_t port;    /* TCP, in the byte order of networks; 0: none */
    uint16_t program; /* 1: the program says so */
};

struct init_run {
    uint32_t arguments, variables; /* their numbers, in the byte order of the VM */
    uint32_t tmpfs;                /* 1: the kernel has the feature */
};

struct init_interface { /* in the byte order of networks */
    uint32_t address;   /* IPv4; 0: the VM itself gets one by DHCP */
    uint32_t mask;
    uint32_t gateway; /* 0: none */
    uint32_t prefix6; /* bits of the IPv6 network, as a number of this machine's; 0: no address */
    uint8_t address6[16];
};

#endif
