/* SPDX-License-Identifier: BSD-2-Clause */
/* Shared by the checks of ports and those of switches. */
#ifndef MANIFEST_PORTS_H
#define MANIFEST_PORTS_H

#include "check.h"

/* Parses "10.0.2.15", a station's address, into the host's byte order. */
bool parse_ip(const char *string, uint32_t *ip);
/* Returns true if it is the address of a station of the network. */
bool in_network(uint32_t ip, uint32_t network, uint32_t prefix);

/* Returns the port of that VM, or NULL. */
struct port *find_port(const struct manifest *manifest, const struct netswitch *netswitch,
                       const char *vm);
/* Returns the nearest to `name` of `another` and the VMs with a port of the switch, except `but`;
 * or NULL if none is near. */
const char *nearest_port(const struct manifest *manifest, const struct netswitch *netswitch,
                         const struct port *but, const char *another, const char *name);

/* Finds each port's VM and switch, and checks all ports. */
void check_ports(const struct check *check);

#endif
