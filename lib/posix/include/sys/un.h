/* SPDX-License-Identifier: BSD-2-Clause */
/* Addresses of AF_LOCAL sockets: paths. */
#ifndef _SYS_UN_H
#define _SYS_UN_H

#include <sys/types.h>

struct sockaddr_un {
    uint8_t sun_len;
    sa_family_t sun_family;
    char sun_path[104];
};

#endif
