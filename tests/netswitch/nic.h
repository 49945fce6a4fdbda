/* SPDX-License-Identifier: BSD-2-Clause */
/* A VM's end of a link with the switch, or a network interface's, whose link the switch owns. */
#ifndef NIC_H
#define NIC_H

#include <cos/start.h>
#include <ether.h>
#include <link/link.h>

#include "frames.h"

struct nic {
    struct link link;
    bool owner;
    struct link_slot slots[ETHER_CHANNELS * ETHER_DEPTH];
    unsigned restarts;      /* restarts of the switch */
    unsigned flying;        /* requests in flight */
    struct ether_info info; /* its last description */
    bool informed;
    int32_t status; /* status of the last completed request */
};

/* link: which one of the component's. Returns false if it cannot be used. */
bool nic_open(struct nic *nic, unsigned link);

/* Call this first after each wake-up. Returns false if the switch is absent. */
bool nic_poll(struct nic *nic);

/* Returns false if no buffer is free. link_flush() publishes the frame. */
bool nic_send(struct nic *nic, const struct sample *sample);
bool nic_ask(struct nic *nic);

/* Takes the next frame; returns false if there is none. */
bool nic_receive(struct nic *nic, struct sample *sample);

#endif
