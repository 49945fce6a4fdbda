/* SPDX-License-Identifier: BSD-2-Clause */
/* Ports of switches, as the checks of ports and those of switches share them. */
#ifndef MANIFEST_PORTS_H
#define MANIFEST_PORTS_H

#include "check.h"

/* "10.0.2.15": an address that a station may have, in the host's byte order. */
bool parse_ip(const char *string, uint32_t *ip);
/* Whether it is the address of a station of the network. */
bool in_network(uint32_t ip, uint32_t network, uint32_t prefix);

/* The port of that VM; NULL: it has none. */
struct port *find_port(const struct manifest *manifest, const struct netswitch *netswitch,
                       const char *vm);
/* The VM with a port of the switch (but not at `but`), or `another`, whose name is nearest; NULL:
 * none is near. */
const char *nearest_port(const struct manifest *manifest, const struct netswitch *netswitch,
                         const struct port *but, const char *another, const char *name);

/* Finds each port's VM and switch, and checks all ports. */
void check_ports(const struct check *check);

#endif
