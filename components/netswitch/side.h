/* SPDX-License-Identifier: BSD-2-Clause */
/* The links at the switch's ports. One thread. */
#ifndef NETSWITCH_SIDE_H
#define NETSWITCH_SIDE_H

#include "fabric.h"

#include <cos/start.h>

extern struct fabric fabric;

/* Opens the links, of which there are as many as ports, the uplinks first; NULL, or what is wrong with them. */
const char *sides_open(const struct cos_start *start);

/* Handles all that has come. events: at endpoint 0. True: there may be more, do not wait. */
bool sides_serve(uint64_t events);

#endif
