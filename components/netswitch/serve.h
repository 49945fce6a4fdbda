/* SPDX-License-Identifier: BSD-2-Clause */
/* All ports: who is looked at when. */
#ifndef NETSWITCH_SERVE_H
#define NETSWITCH_SERVE_H

#include <cos/start.h>
#include <stdbool.h>

/* Opens the links, of which there are as many as ports; NULL, or what is wrong with
 * them: an expectation. */
const char *serve_open(const struct cos_start *start);

/* Handles all that has come. events: at endpoint 0. Result: until when to wait for more, in TSC
 * ticks; 0: there is more. `now` is when it began. *wasted: frames for no port; *useful: some went
 * to a port. */
uint64_t serve(uint64_t events, unsigned *wasted, bool *useful);

#endif
