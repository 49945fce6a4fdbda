/* SPDX-License-Identifier: BSD-2-Clause */
/* Byte order, and addresses as text. */
#ifndef _ARPA_INET_H
#define _ARPA_INET_H

#include <sys/types.h>

typedef uint32_t in_addr_t;
typedef uint16_t in_port_t;

struct in_addr {
    in_addr_t s_addr;
};

struct in6_addr {
    union {
        uint8_t bytes[16];
        uint16_t halves[8];
        uint32_t words[4];
    } value;
};
#define s6_addr value.bytes

#define htons(value) __builtin_bswap16(value)
#define ntohs(value) __builtin_bswap16(value)
#define htonl(value) __builtin_bswap32(value)
#define ntohl(value) __builtin_bswap32(value)

#define INET_ADDRSTRLEN  16
#define INET6_ADDRSTRLEN 46

/* "192.168.0.1", network byte order. Bad text: INADDR_NONE. */
in_addr_t inet_addr(const char *text);
/* Result: 1; 0: bad text; -1: EAFNOSUPPORT. AF_INET and AF_INET6. */
int inet_pton(int family, const char *text, void *address);
/* Returns text[bytes]; NULL: ENOSPC, EAFNOSUPPORT. */
const char *inet_ntop(int family, const void *address, char *text, socklen_t bytes);
/* The text is valid until the next call. */
char *inet_ntoa(struct in_addr address);

#endif
