/* SPDX-License-Identifier: BSD-2-Clause */
/* The Ethernet addresses of VMs and uplinks. */
#include <stdlib.h>

#include "base/hash.h"
#include "check.h"

#define LOCAL_UNICAST "02" /* first byte of a locally administered Ethernet address */

char *ethernet_address(const struct manifest *manifest, const char *name)
{
    char d[HASH_TEXT];
    struct hash hash;

    hash_begin(&hash);
    hash_string(&hash, manifest->system ? manifest->system : "");
    hash_string(&hash, name);
    hash_end(&hash, d);
    return text(LOCAL_UNICAST ":%.2s:%.2s:%.2s:%.2s:%.2s", d, d + 2, d + 4, d + 6, d + 8);
}

char *port_address(const struct manifest *manifest, const struct port *port)
{
    char *name = text("%s/%s", port->vm, port->lan), *address = ethernet_address(manifest, name);

    free(name);
    return address;
}
