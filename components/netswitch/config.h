/* SPDX-License-Identifier: BSD-2-Clause */
/* Makes the switch of what the tool says of it (netswitch.h). No system calls. */
#ifndef NETSWITCH_CONFIG_H
#define NETSWITCH_CONFIG_H

#include "bridge.h"

#include <stddef.h>

#define CONFIG_DEFAULT_BURST 65536

/*
 * config[bytes]: a struct netswitch_config; all of it is checked. *bridge was zeroed. hz: ticks of
 * the clock a second. NULL, or what is expected in place of what is there; then *port is the number
 * of the port that this is about, or -1: of none.
 */
const char *config_read(struct bridge *bridge, const void *config, size_t bytes, uint64_t hz,
                        int *port);

#endif
