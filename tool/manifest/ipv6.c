/* SPDX-License-Identifier: BSD-2-Clause */
/* IPv6 addresses of the VMs' ports. */
#include <arpa/inet.h>
#include <stdlib.h>
#include <string.h>

#include "base/words.h"
#include "check.h"

#define PREFIX_MIN 8
#define PREFIX_MAX 127

static bool is_station(const struct in6_addr *ip)
{
    return !IN6_IS_ADDR_UNSPECIFIED(ip) && !IN6_IS_ADDR_LOOPBACK(ip) &&
           !IN6_IS_ADDR_MULTICAST(ip) && !IN6_IS_ADDR_LINKLOCAL(ip) && !IN6_IS_ADDR_V4MAPPED(ip) &&
           !IN6_IS_ADDR_V4COMPAT(ip);
}

/* Parses "fd00::15/64". */
static bool parse_address(const char *string, struct in6_addr *ip, uint32_t *prefix)
{
    char *address = text("%s", string), *size = strchr(address, '/');
    uint64_t bits = 0;

    if (size)
        *size++ = 0;
    bool good = size && inet_pton(AF_INET6, address, ip) == 1 && is_station(ip) &&
                parse_number(size, &bits) && bits >= PREFIX_MIN && bits <= PREFIX_MAX;

    *prefix = bits;
    free(address);
    return good;
}

const char *check_address6(const struct check *check, struct port *port)
{
    struct in6_addr ip;

    if (!parse_address(port->address6, &ip, &port->prefix6))
        return "an IPv6 address of one station with its network's bits, 8 to 127, like fd00::15/64 "
               "(link-local ones are there without being named)";
    memcpy(port->ip6, &ip, sizeof(ip));
    for (const struct port *other = check->manifest->ports; other < port; other++)
        if (other->netswitch == port->netswitch && other->prefix6 &&
            !memcmp(other->ip6, &ip, sizeof(ip)))
            return "an address that no other VM has";
    return NULL;
}
