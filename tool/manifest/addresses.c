/* SPDX-License-Identifier: BSD-2-Clause */
/* The Ethernet addresses of VMs and uplinks. */
#include <ether.h>
#include <stdio.h>
#include <stdlib.h>

#include "base/hash.h"
#include "check.h"

#define LOCAL_UNICAST 2 /* first byte of a locally administered Ethernet address */

void ethernet_address(const struct manifest *manifest, const char *name,
                      uint8_t address[ETHER_ADDRESS])
{
    char digits[HASH_TEXT];
    struct hash hash;

    hash_begin(&hash);
    hash_string(&hash, manifest->system ? manifest->system : "");
    hash_string(&hash, name);
    hash_end(&hash, digits);
    address[0] = LOCAL_UNICAST;
    for (unsigned i = 1; i < ETHER_ADDRESS; i++)
        sscanf(digits + 2 * (i - 1), "%2hhx", &address[i]);
}

void port_address(const struct manifest *manifest, const struct port *port,
                  uint8_t address[ETHER_ADDRESS])
{
    char *name = text("%s/%s", port->vm, port->lan);

    ethernet_address(manifest, name, address);
    free(name);
}
