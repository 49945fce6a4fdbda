/* SPDX-License-Identifier: BSD-2-Clause */
/* What a VM has at its end of a link with the switch; or a network interface, of whose link the
 * switch is the owner. */
#ifndef STATION_H
#define STATION_H

#include <cos/start.h>
#include <ether.h>
#include <link/link.h>

#include "frames.h"

struct station {
    struct link link;
    bool owner;
    struct link_slot slots[ETHER_CHANNELS * ETHER_DEPTH];
    unsigned restarts;      /* of the switch */
    unsigned flying;        /* requests that it has not completed */
    struct ether_info info; /* what it said last */
    bool informed;
    int32_t status; /* of the request that was completed last */
};

/* link: which one of the component's. False: it cannot be used. */
bool station_open(struct station *station, unsigned link);

/* To be called first after each wake-up. False: the switch is not there. */
bool station_poll(struct station *station);

/* False: no buffer is free. link_flush() shows it. */
bool station_send(struct station *station, const struct sample *sample);
bool station_ask(struct station *station);

/* The next frame that has come; false: none. */
bool station_receive(struct station *station, struct sample *sample);

#endif
