/* SPDX-License-Identifier: BSD-2-Clause */
/* Sets up the bridge from the configuration that the tool writes (netswitch.h). No system calls. */
#ifndef NETSWITCH_CONFIG_H
#define NETSWITCH_CONFIG_H

#include "bridge.h"

#include <stddef.h>

#define CONFIG_DEFAULT_BURST 65536

/*
 * Checks config[bytes], a struct netswitch_config, and fills *bridge, which the caller has zeroed.
 * hz: ticks of the clock a second. Returns NULL, or what was expected; then *port is the number of
 * the wrong port, or -1 if the mistake concerns no single one.
 */
const char *config_read(struct bridge *bridge, const void *config, size_t bytes, uint64_t hz,
                        int *port);

#endif
