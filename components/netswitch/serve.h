/* SPDX-License-Identifier: BSD-2-Clause */
/* Serves all ports, in turn. */
#ifndef NETSWITCH_SERVE_H
#define NETSWITCH_SERVE_H

#include <cos/start.h>
#include <stdbool.h>

/* Opens the links, one for each port. Returns NULL, or what was expected. */
const char *serve_open(const struct cos_start *start);

/* Charges its time from now on to the VMs at the ports, and `wake` ticks for each wake-up. */
void serve_charge(uint64_t wake);

/* Handles all pending frames. events: at endpoint 0. Returns the deadline of the next wait in TSC
 * ticks, or 0 if there is more to do. Sets `now` to its start. *wasted: number of frames for no
 * port; *useful: a frame went to a port. */
uint64_t serve(uint64_t events, unsigned *wasted, bool *useful);

#endif
